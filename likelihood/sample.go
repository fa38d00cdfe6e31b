// Sample: draws of the base, taken to the data; Forward and Inverse: points of either taken to the other.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// Sample is that of Flow, of which the comment says more.
func (m *model) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := m.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleAndLogProb is that of Flow, of which the comment says more.
func (m *model) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	s, err := m.SampleWith(ctx, n, seed, &SampleRequest{LogProb: true})
	if s == nil {
		return nil, nil, err
	}
	return s.X, s.LogProb, err
}

// SampleWith is that of Flow, of which the comment says more.
func (m *model) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := m.beginRead(ctx); err != nil {
		return nil, err
	}
	defer m.endRead()
	z, err := m.draw(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	asked := orZero(r)
	s = &Samples{Base: z}
	if asked.LogProb {
		s.LogProb = make([]float64, n)
	}
	own := &request{condition: asked.Condition, probes: asked.Probes, probeSeed: asked.ProbeSeed}
	s.X, s.Stats, err = m.self.transport(ctx, toData, z, own, s.LogProb)
	if s.X == nil {
		return nil, err
	}
	for i := range s.LogProb { // transport left the change there
		s.LogProb[i] += m.base.LogProb(z[i]) - m.logStd
	}
	return s, refuseMoved(s.X, s.LogProb, m.noDensity, err)
}

// draw draws n rows of the base, with what SampleWith has to check.
func (m *model) draw(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	if err := m.errNotMade(); err != nil {
		return nil, err
	}
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, errors.Wrapf(ErrEmpty, "%d samples, want at least one", n)
	}
	if err := m.checkParams(); err != nil {
		return nil, err
	}
	return base.Draw(ctx, m.base, n, m.dim, seed)
}

// SampleRequest is what can go with SampleWith; nil is the zero value.
type SampleRequest struct {
	Condition [][]float64 // n×C, for conditional flows; a single row stands for every sample
	LogProb   bool        // log-densities of the samples too
	Probes    [][]float64 // n×(k·D), for LogProb by an estimated trace: as in LogProbRequest
	ProbeSeed uint64      // of the drawn probes
}

// Samples are what SampleWith draws.
type Samples struct {
	X       [][]float64 // n×D, in the data's units
	LogProb []float64   // log p(x) in nats, in the data's units; nil unless asked for
	Base    [][]float64 // n×D: z(T0), the draws from the base
	Stats   ode.Stats
}
