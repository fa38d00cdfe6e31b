// One batch under different workers, orders, subsets, used packs, files and goroutines: the results are the same to the
// bit.
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood"
)

// batch is a plan, its rows, and the results that all others are compared with.
type batch struct {
	*trial
	p    *plan
	x, c [][]float64
	seed uint64

	logp, sample, gradient, byRow []float64 // byRow: the gradient for the data
}

// tryBits makes one model and computes its numbers many times.
func tryBits(t *trial) {
	b := &batch{trial: t, p: randomPlan(t.rng), seed: t.rng.Uint64()}
	first, ok := b.fresh(1)
	if !ok {
		return
	}
	rows := 1 + t.rng.IntN(90)
	b.x, b.c = drawRows(t.rng, rows, first.Dim()), condition(t.rng, first, rows)
	var err error
	if b.logp, b.sample, b.gradient, b.byRow, err = b.numbers(first, b.x, b.c); err != nil {
		b.found("%v: %v", b.p, err)
		return
	}
	b.compare("once more", first)
	b.overWorkers()
	b.afterOthers(first)
	b.compare("after other calls", first)
	b.fromFile(first)
	b.atOnce(first)
	if b.p.exact {
		b.orders(first)
	}
}

func (b *batch) fresh(workers int) (model, bool) {
	m, err := b.p.make(workers)
	if err != nil {
		b.found("%v: %v", b.p, err)
	}
	return m, err == nil
}

// numbers are log-densities, samples and the gradient of a batch.
func (b *batch) numbers(m model, x, c [][]float64) (logp, sample, gradient, byRow []float64, err error) {
	r := &likelihood.LogProbRequest{Condition: c, ProbeSeed: b.seed}
	density, err := m.LogProbWith(context.Background(), x, r)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	g, err := m.Gradient(context.Background(), x, &likelihood.GradientRequest{Condition: c, ProbeSeed: b.seed})
	if err != nil {
		return nil, nil, nil, nil, err
	}
	drawn, err := m.SampleWith(context.Background(), len(x), b.seed, &likelihood.SampleRequest{Condition: c})
	if err != nil {
		return nil, nil, nil, nil, err
	}
	gradient = append(slices.Concat(g.Params...), g.Loss, g.T0, g.T1)
	return density.LogProb, slices.Concat(drawn.X...), gradient, slices.Concat(g.X...), nil
}

// compare computes all numbers of the batch by a model, and compares them.
func (b *batch) compare(how string, m model) {
	logp, sample, gradient, byRow, err := b.numbers(m, b.x, b.c)
	if err != nil {
		b.found("%v, %s: %v", b.p, how, err)
		return
	}
	b.add("comparisons of rows", 3*len(b.x))
	b.add("comparisons of gradients", 1)
	for _, c := range []struct {
		what      string
		got, want []float64
	}{{"log-densities", logp, b.logp}, {"samples", sample, b.sample}, {"gradient", gradient, b.gradient}, {"gradient for the data", byRow, b.byRow}} {
		if d := difference(c.got, c.want); d != "" {
			b.found("%v, %d rows, %s: %s: %s", b.p, len(b.x), how, c.what, d)
		}
	}
}

func (b *batch) overWorkers() {
	for _, workers := range []int{2, 3 + b.rng.IntN(6)} {
		if m, ok := b.fresh(workers); ok {
			b.compare(fmt.Sprint(workers, " workers"), m)
		}
	}
	before := runtime.GOMAXPROCS(1 + b.rng.IntN(4))
	defer runtime.GOMAXPROCS(before)
	if m, ok := b.fresh(0); ok {
		b.compare("another GOMAXPROCS", m)
	}
}

// afterOthers makes calls with other batches, failing ones and cancelled ones, and compares afterwards.
func (b *batch) afterOthers(m model) {
	for range 6 {
		n := 1 + b.rng.IntN(150)
		x := drawRows(b.rng, n, m.Dim())
		r := &likelihood.LogProbRequest{Condition: condition(b.rng, m, n), ProbeSeed: b.rng.Uint64()}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(b.rng.IntN(20_000))*time.Microsecond)
		switch b.rng.IntN(4) {
		case 0:
			x[b.rng.IntN(n)][0] = pick(b.rng, 1e30, 1e300, -1e17)
			m.LogProbWith(ctx, x, r)
		case 1:
			m.Gradient(ctx, x, &likelihood.GradientRequest{Condition: r.Condition, ProbeSeed: r.ProbeSeed})
		case 2:
			m.SampleWith(ctx, n, 1, &likelihood.SampleRequest{Condition: r.Condition})
		default:
			m.LogProbWith(context.Background(), x, r)
		}
		cancel()
		b.add("calls between", 1)
	}
}

// fromFile saves and loads the model. The loaded model has workers of its own.
func (b *batch) fromFile(m model) {
	var file, repeated bytes.Buffer
	if err := saved(m).Save(&file); err != nil {
		b.found("%v: saving: %v", b.p, err)
		return
	}
	loaded, err := b.p.load(file.Bytes())
	if err != nil {
		b.found("%v: loading: %v", b.p, err)
		return
	}
	if err := loaded.Save(&repeated); err != nil || !bytes.Equal(file.Bytes(), repeated.Bytes()) {
		b.found("%v: saved, loaded and saved again it is another file (%v)", b.p, err)
	}
	if b.p.extra == 0 {
		b.compare("from a file", loaded)
	}
}

// atOnce makes calls from several goroutines.
func (b *batch) atOnce(m model) {
	var wait sync.WaitGroup
	got := make([][]float64, 4)
	for i := range got {
		wait.Go(func() {
			if d, err := m.LogProbWith(context.Background(), b.x, &likelihood.LogProbRequest{Condition: b.c, ProbeSeed: b.seed}); err == nil {
				got[i] = d.LogProb
			}
		})
	}
	wait.Wait()
	for _, logp := range got {
		b.add("comparisons of rows", len(b.x))
		if d := difference(logp, b.logp); d != "" {
			b.found("%v, %d rows, goroutines at once: %s", b.p, len(b.x), d)
		}
	}
}

// orders shuffles the rows, and takes some of them alone. Draws of an augmented flow depend on a row's index.
func (b *batch) orders(m model) {
	if b.p.extra > 0 {
		return
	}
	for _, n := range []int{len(b.x), 1 + b.rng.IntN(len(b.x)), 1} {
		order := b.rng.Perm(len(b.x))[:n]
		var x, c [][]float64
		var want []float64
		for _, row := range order {
			x, want = append(x, b.x[row]), append(want, b.logp[row])
			if b.c != nil {
				c = append(c, b.c[row])
			}
		}
		d, err := m.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: c})
		if err != nil {
			b.found("%v: rows %v: %v", b.p, order, err)
			return
		}
		b.add("comparisons of rows", n)
		if d := difference(d.LogProb, want); d != "" {
			b.found("%v: rows %v of %d: %s", b.p, order, len(b.x), d)
		}
	}
}
