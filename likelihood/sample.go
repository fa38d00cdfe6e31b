// Sample: draws of the base, taken to the data.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// Sample draws n points. Row i depends on the seed and on i alone, so a sample is the same in any batch.
//
// Errors: ErrNoSampler where the base cannot be drawn from, ErrEmpty for n < 1; a *RowsError lists rows that could not be
// solved or do not fit float64, which are NaN, and the other rows are valid.
func (m *model) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := m.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleAndLogProb is Sample with the log-densities of the points, from the same solve.
func (m *model) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	s, err := m.SampleWith(ctx, n, seed, &SampleRequest{LogProb: true})
	if s == nil {
		return nil, nil, err
	}
	return s.X, s.LogProb, err
}

// SampleWith is Sample with conditions, or with log-densities.
func (m *model) SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := m.mu.take(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
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
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, errors.Wrapf(ErrEmpty, "%d samples, want at least one", n)
	}
	if err := m.checkParams(); err != nil {
		return nil, err
	}
	return base.Draw(m.base, n, m.dim, seed)
}
