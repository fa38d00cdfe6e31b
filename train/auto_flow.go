// The candidate that is a flow over a mixture.

package train

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"io"
)

const (
	leastTime  = 3 * time.Second // below which no flow is trained
	underneath = 9               // components below a flow, at most
)

// tryFlow trains a flow a fold, side by side. Rows held out end its training, so that what they say of it is too good by a
// little: a gain within a standard error is none.
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

// below is how many components a flow starts from: as many as have been likeliest.
func (s *search) below() int {
	n, most := 1, math.Inf(-1)
	for _, f := range s.found {
		if f.components > 0 && f.components <= underneath && !f.affine && f.Err == nil && f.Score.Mean > most {
			n, most = f.components, f.Score.Mean
		}
	}
	return n
}

// hidden is the width of the layers: about as many weights as a third of the numbers in the table, from 8 to 64.
func (s *search) hidden() int {
	n, d := float64(len(s.x)), float64(len(s.x[0]))
	width := (math.Sqrt(d*d+n*d/3) - d) // of w² + 2dw = nd/3
	return min(max(8, 8*int(math.Round(width/8))), 64)
}

// flow begins as a mixture, and ends where the rows held out are likeliest. The end of the time is no error: what is best by then is kept.
func (s *search) flow(ctx, until context.Context, from *fold, v *view, of shape) (*likelihood.Flow, error) {
	z, err := from.rows(ctx, v, 0, len(from.train))
	if err != nil {
		return nil, err
	}
	under, err := from.rows(ctx, v, 1, mixedRows(of.below))
	if err != nil {
		return nil, err
	}
	p0, err := mix(ctx, under, of.below, from.seed)
	if err != nil {
		return nil, err
	}
	flow, err := newFlow(p0, of.hidden, from.seed)
	if err != nil {
		return nil, err
	}
	iterations := min(2000, 400+len(z)/50)
	_, err = Fit(until, flow, z, &Settings{Iterations: iterations, Batch: 256, Seed: from.seed, Optimizer: optim.Adam{Rate: 2e-3, WeightDecay: 1e-2}, Average: 0.98,
		Validation: v.held[:min(len(v.held), 2000)], ValidateEvery: iterations / 40, Patience: 5, KeepStandardization: true, Progress: io.Discard})
	if until.Err() != nil && ctx.Err() == nil {
		s.late.Store(true)
		return flow, nil
	}
	return flow, err
}

func newFlow(p0 base.Base, hidden int, seed uint64) (*likelihood.Flow, error) {
	field, err := dynamics.NewMLP(p0.(interface{ Dim() int }).Dim(), &dynamics.MLPSettings{Hidden: []int{hidden, hidden}, ZeroOutput: true, Seed: seed})
	if err != nil {
		return nil, err
	}
	return likelihood.New(field, &likelihood.Settings{Base: p0, Solver: &integrate.Settings{Workers: 1}})
}
