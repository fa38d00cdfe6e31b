package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Samples are what SampleWith draws.
type Samples struct {
	X       [][]float64 // n×D, in the data's units
	LogProb []float64   // log p(x) in nats, in the data's units; nil unless asked for
	Base    [][]float64 // n×D: z(T0), the draws from the base
	Stats   ode.Stats
}

// Sample draws n points. Row i depends on the seed and on i alone, so a sample is the same in any batch.
//
// Errors: ErrNoSampler where the base cannot be drawn from, ErrEmpty for n < 1; a *RowsError lists rows that could not be
// solved or do not fit float64, which are NaN, and the other rows are valid.
func (f *Flow) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := f.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleAndLogProb is Sample with the log-densities of the points, from the same solve.
func (f *Flow) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	s, err := f.SampleWith(ctx, n, seed, &Request{LogProb: true})
	if s == nil {
		return nil, nil, err
	}
	return s.X, s.LogProb, err
}

// SampleWith is Sample with conditions, one row of them for each sample or one for all.
func (f *Flow) SampleWith(ctx context.Context, n int, seed uint64, r *Request) (s *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := f.mu.take(ctx); err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	z, err := f.draw(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	r = orZero(r)
	s = &Samples{Base: z}
	if r.LogProb {
		s.LogProb = make([]float64, n)
	}
	s.X, s.Stats, err = f.engine.transport(ctx, toData, z, r, s.LogProb)
	if s.X == nil {
		return nil, err
	}
	for i := range s.LogProb { // transport left -∫ tr dt there
		s.LogProb[i] += f.base.LogProb(z[i]) - f.logStd
	}
	return s, refuseMoved(s.X, s.LogProb, f.noDensity, err)
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

// Forward takes points of the base (at T0) to the data's space (at T1).
// Errors as of LogProb; a conditional flow needs ForwardWith.
func (f *Flow) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return f.ForwardWith(ctx, z, nil)
}

// ForwardWith is Forward under conditions.
func (f *Flow) ForwardWith(ctx context.Context, z [][]float64, r *Request) ([][]float64, error) {
	return f.move(ctx, toData, "base points", z, r)
}

// Inverse takes data to points of the base, distributed as the base if the flow is the data's density.
// Errors as of LogProb; a conditional flow needs InverseWith.
func (f *Flow) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return f.InverseWith(ctx, x, nil)
}

// InverseWith is Inverse under conditions.
func (f *Flow) InverseWith(ctx context.Context, x [][]float64, r *Request) ([][]float64, error) {
	return f.move(ctx, toBase, "data", x, r)
}

func (f *Flow) move(ctx context.Context, way transportWay, what string, x [][]float64, r *Request) (moved [][]float64, err error) {
	defer graph.Recover("likelihood: Forward or Inverse", &err)
	if err := f.mu.take(ctx); err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	if err := f.check(ctx, what, x); err != nil {
		return nil, err
	}
	moved, _, err = f.engine.transport(ctx, way, x, orZero(r), nil)
	if moved == nil {
		return nil, err
	}
	return moved, refuseMoved(moved, nil, nil, err)
}

// transportWay is the direction of a map.
type transportWay int

const (
	toData transportWay = iota
	toBase
)

// transport moves rows along the flow. Where change is not nil it gets -∫ tr ∂f/∂z dt over the way from T0 to T1.
func (e *engineOf[T]) transport(ctx context.Context, way transportWay, x [][]float64, r *Request, change []float64) ([][]float64, ode.Stats, error) {
	s := &e.path
	if change != nil {
		s = &e.density
	}
	return e.transportBy(ctx, s, way, x, r, change)
}

func (e *engineOf[T]) transportBy(ctx context.Context, s *solver[T], way transportWay, x [][]float64, r *Request, change []float64) ([][]float64, ode.Stats, error) {
	p, err := e.load(s, way, x, r)
	if err != nil {
		return nil, ode.Stats{}, err
	}
	solution, failed, err := s.solve(ctx, p)
	if err != nil {
		return nil, ode.Stats{}, err
	}
	moved := numeric.NewRows(len(x), e.flow.dim)
	for i, row := range moved {
		widen(row, solution.Y[0][i*e.flow.dim:])
	}
	for i := range change {
		change[i] = -solution.Quad[1][i]
	}
	if way == toData {
		e.flow.restore(moved)
	}
	if failed == nil {
		return moved, solution.Stats, nil
	}
	for _, row := range failed.Rows {
		fill(moved[row], math.NaN())
		if change != nil {
			change[row] = math.NaN()
		}
	}
	return moved, solution.Stats, failed
}
