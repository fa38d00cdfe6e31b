// The candidate that is a flow over a mixture.

package train

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

const (
	leastTime  = 3 * time.Second // no flow is trained in less time
	underneath = 9               // most components of the mixture below a flow
)

// tryFlow trains a flow in each fold, concurrently. The held-out rows end its training, so their score is slightly too good.
func (s *search) tryFlow(ctx context.Context) {
	if s.Flows < 0 || ctx.Err() != nil {
		return
	}
	began, most := time.Now(), s.Time-time.Since(s.start)
	hidden := s.hidden()
	below := s.below()
	f := &found{Candidate: Candidate{Name: fmt.Sprintf("flows of %d-%d units over mixtures of %d, of the scores", hidden, hidden, below)}}
	if s.flowTime() == 0 || most < leastTime/2 {
		s.leaveOut(f.Name)
		return
	}
	until, stop := context.WithTimeout(ctx, most)
	defer stop()
	s.finish(ctx, f, began, 1, func(from *fold, v *view, _ int) (likelihood.Member, error) {
		flow, err := s.flow(ctx, until, from, v, shape{hidden, below})
		return likelihood.Member{Weight: 1, Model: flow}, err
	})
}

// shape is the size of a flow.
type shape struct{ hidden, below int }

// below is the number of components that a flow starts from: that of the likeliest mixture.
func (s *search) below() int {
	var best *found
	for _, f := range s.found {
		if f.components > 0 && f.components <= underneath && !f.affine && f.Err == nil && f.isBetter(best) {
			best = f
		}
	}
	if best == nil {
		return 1
	}
	return best.components
}

// hidden is the width of the layers, from 8 to 64: weights are about a third as many as the numbers in the table.
func (s *search) hidden() int {
	n, d := float64(len(s.x)), float64(len(s.x[0]))
	width := (math.Sqrt(float64(d*d)+n*d/3) - d) // the root of w² + 2dw = nd/3
	return min(max(8, 8*int(math.Round(width/8))), 64)
}

// flow starts as a mixture, and ends where the held-out rows are likeliest.
func (s *search) flow(ctx, until context.Context, from *fold, v *view, of shape) (*likelihood.Flow, error) {
	z, err := from.rows(ctx, v, 0, len(from.train))
	if err != nil {
		return nil, err
	}
	under, err := from.rows(ctx, v, 1, mixedRows(of.below))
	if err != nil {
		return nil, err
	}
	p0, err := beneath(ctx, under, of.below, from.seed)
	if err != nil {
		return nil, err
	}
	flow, err := newFlow(p0, of.hidden, from.seed)
	if err != nil {
		return nil, err
	}
	return flow, s.train(ctx, until, from, v, flow, z)
}

// beneath is the mixture that a flow starts from. One normal density has shrunken correlations, so that there is one for rows
// that are no more than columns too.
func beneath(ctx context.Context, z [][]float64, components int, seed uint64) (base.Base, error) {
	if components == 1 {
		return normalOf(ctx, z)
	}
	return mix(ctx, z, components, seed)
}

// train fits a flow to rows. When the time is over, or the training diverges after a score, the best flow so far is kept
// without an error.
func (s *search) train(ctx, until context.Context, from *fold, v *view, flow Model, z [][]float64) error {
	iterations := min(2000, 400+len(z)/50)
	result, err := Fit(until, flow, z, &Settings{Iterations: iterations, Batch: 256, Seed: from.seed, Optimizer: optim.Adam{Rate: 2e-3, WeightDecay: 1e-2}, Average: 0.98,
		Validation: v.held[:min(len(v.held), 2000)], ValidateEvery: iterations / 40, Patience: 5, KeepStandardization: true, Progress: io.Discard})
	if until.Err() != nil && ctx.Err() == nil {
		s.late.Store(true)
		return nil
	}
	if errors.Is(err, ErrDiverged) && finite.Is(result.Score.Mean) {
		from.diverged = err
		return nil
	}
	return err
}

func newFlow(p0 base.Base, hidden int, seed uint64) (*likelihood.Flow, error) {
	field, err := dynamics.NewMLP(p0.(interface{ Dim() int }).Dim(), &dynamics.MLPSettings{Hidden: []int{hidden, hidden}, ZeroOutput: true, Seed: seed})
	if err != nil {
		return nil, err
	}
	return likelihood.New(field, &likelihood.Settings{Base: p0})
}
