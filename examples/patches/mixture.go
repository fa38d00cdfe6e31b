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
	j.report("one normal density", logProb)
	return nil
}

// mixture fits and scores mixtures from several seeds and their mean, and returns one that a flow can start from.
func (j *job) mixture(ctx context.Context) (*gsm.Mixture, error) {
	var all []*gsm.Mixture
	var start *gsm.Mixture
	for i := range j.fits {
		f := &fit{job: j, seed: j.seed + uint64(i), highest: math.Inf(-1)}
		if err := f.run(ctx); err != nil {
			return nil, err
		}
		all = append(all, f.best)
		if i == 0 {
			start = f.small
		}
	}
	for _, m := range all {
		if err := j.reportMixture(ctx, fmt.Sprintf("a mixture of %d", m.Len()), m); err != nil {
			return nil, err
		}
	}
	if len(all) == 1 {
		return start, nil
	}
	joined, err := gsm.Join(all...)
	if err != nil {
		return nil, err
	}
	return start, j.reportMixture(ctx, fmt.Sprintf("the mean of all %d", len(all)), joined)
}

func (j *job) reportMixture(ctx context.Context, name string, m *gsm.Mixture) error {
	logProb, err := m.LogProbs(ctx, j.test)
	if err != nil {
		return err
	}
	j.report(name, logProb)
	return nil
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
		Symmetries: symmetries(), Components: f.components, Steps: f.steps, Last: f.last, Prior: f.prior, Candidates: f.candidates, Seed: f.seed,
		Observe: func(m *gsm.Mixture, logProb float64) error { return f.observe(ctx, m, logProb) },
	})
	return err
}

func (f *fit) observe(ctx context.Context, m *gsm.Mixture, logProb float64) error {
	validation, err := m.LogProbs(ctx, f.validation)
	if err != nil {
		return err
	}
	s := f.score(validation)
	if m.Components() <= f.over {
		f.small = m
	}
	if s.Mean > f.highest {
		f.best, f.highest = m, s.Mean
	}
	return f.add(fmt.Sprintf("seed %d, %4d components", f.seed, m.Components()), f.nats(logProb), s)
}

// fill draws the noise of a pass and stores all training rows.
func (j *job) fill(flat []float32, pass uint64) {
	const block = 4096
	var work sync.WaitGroup
	for lo := 0; lo < len(flat)/columns; lo += block {
		work.Go(func() {
			var row [columns]float64
			for i := lo; i < min(lo+block, len(flat)/columns); i++ {
				noisy(row[:], j.patches.train, i, j.seed+pass<<32)
				j.coordinates.scale(row[:])
				for at, v := range row {
					flat[i*columns+at] = float32(v)
				}
			}
		})
	}
	work.Wait()
}

func (j *job) score(logProb []float64) train.Score {
	s := train.NewScore(logProb)
	s.Mean = j.nats(s.Mean)
	return s
}
