// The mixture, and the curve of its fit.

package main

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/train"
	"gonum.org/v1/gonum/floats"
)

// gaussian fits one normal density to rows, and scores it.
func (j *job) gaussian(ctx context.Context, x [][]float64) error {
	m, _, err := em.Fit(ctx, x, 1, &em.Settings{Iterations: 1, Prior: 1e-9, Seed: j.seed})
	if err != nil {
		return err
	}
	logProb := make([]float64, len(j.test))
	for i, row := range j.test {
		logProb[i] = m.LogProb(row)
	}
	floats.AddConst(j.coordinates.logDet, logProb)
	j.report("one normal density", logProb)
	return nil
}

// mixtures fits mixtures from several seeds. It reports each mixture, and the mean of the mixtures so far with and
// without the classes of grey levels. It returns a mixture that a flow can start from.
func (j *job) mixtures(ctx context.Context, grey []*scored) (start *gsm.Mixture, err error) {
	var all []*scored
	for i := range j.fits {
		f := &fit{job: j, seed: j.seed + uint64(i), highest: math.Inf(-1)}
		if err := f.run(ctx); err != nil {
			return nil, err
		}
		s, err := j.scoreMixture(ctx, f.best)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			start = f.small
		}
		all = append(all, s)
		j.report(fmt.Sprintf("a mixture of %d", f.best.Len()), s.test)
		if i > 0 {
			j.report(fmt.Sprintf("the mean of %d", len(all)), mean(all).test)
		}
		parts := append([]*scored{mean(all)}, grey...)
		j.report("with grey levels", mix(weigh(parts), parts).test)
		if err := j.curve.write(j.path("patches")); err != nil {
			return nil, err
		}
	}
	return start, nil
}

func (j *job) scoreMixture(ctx context.Context, m *gsm.Mixture) (*scored, error) {
	validation, err := m.LogProbs(ctx, j.validation)
	if err != nil {
		return nil, err
	}
	test, err := m.LogProbs(ctx, j.test)
	if err != nil {
		return nil, err
	}
	floats.AddConst(j.coordinates.logDet, validation)
	floats.AddConst(j.coordinates.logDet, test)
	return &scored{validation, test}, nil
}

// fit is one mixture's.
type fit struct {
	*job
	seed        uint64
	best, small *gsm.Mixture // the one that the validation patches are likeliest under, and the last of few enough shapes for a flow
	highest     float64
}

// run fits to patches whose noise within the pixels' cells is drawn anew for every pass.
func (f *fit) run(ctx context.Context) error {
	flat := make([]float32, len(f.patches.train)/(side*side)*columns)
	source := func(pass int) []float32 {
		f.fill(flat, uint64(pass)+1)
		return flat
	}
	_, err := gsm.Fit(ctx, source, columns, gsm.Settings{
		Symmetries: symmetries(), Components: f.components, Steps: f.steps, Last: f.last, Scales: f.sizes, Prior: f.prior, Candidates: f.candidates, Seed: f.seed,
		Observe: func(m *gsm.Mixture, logProb float64) error { return f.observe(ctx, m, logProb) },
	})
	return err
}

func (f *fit) observe(ctx context.Context, m *gsm.Mixture, logProb float64) error {
	validation, err := m.LogProbs(ctx, f.validation)
	if err != nil {
		return err
	}
	floats.AddConst(f.coordinates.logDet, validation)
	s := train.NewScore(validation)
	if m.Components() <= f.over {
		f.small = m
	}
	if s.Mean > f.highest {
		f.best, f.highest = m, s.Mean
	}
	return f.add(fmt.Sprintf("seed %d, %4d components", f.seed, m.Components()), f.nats(logProb), s)
}

// fill draws the noise of a pass and stores all training rows.
func (f *fit) fill(flat []float32, pass uint64) {
	const block = 4096
	var work sync.WaitGroup
	for lo := 0; lo < len(flat)/columns; lo += block {
		work.Go(func() {
			var row [columns]float64
			for i := lo; i < min(lo+block, len(flat)/columns); i++ {
				noisy(row[:], f.patches.train, i, f.seed+pass<<32)
				f.coordinates.scale(row[:])
				for at, v := range row {
					flat[i*columns+at] = float32(v)
				}
			}
		})
	}
	work.Wait()
}
