// Solves by the engine: log-densities, and transport from one end of the equation to the other.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// transport moves rows along the flow. Where change is not nil it gets -∫ tr ∂f/∂z dt over the way from T0 to T1.
func (e *engineOf[T]) transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	s := &e.path
	if change != nil {
		s = &e.density
	}
	return e.transportBy(ctx, s, way, x, r, change)
}

func (e *engineOf[T]) transportBy(ctx context.Context, s *solver[T], way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
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
		numeric.Widen(row, solution.Y[0][i*e.flow.dim:])
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
		numeric.Fill(moved[row], math.NaN())
		if change != nil {
			change[row] = math.NaN()
		}
	}
	return moved, solution.Stats, failed
}

func (e *engineOf[T]) logProb(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	return e.logProbBy(ctx, &e.density, x, r)
}

func (e *engineOf[T]) logProbBy(ctx context.Context, s *solver[T], x [][]float64, r *request) (*Density, error) {
	f := e.flow
	p, err := e.load(s, toBase, x, r)
	if err != nil {
		return nil, err
	}
	solution, failed, err := s.solve(ctx, p)
	if err != nil {
		return nil, err
	}
	d := &Density{LogProb: make([]float64, len(x)), Base: numeric.NewRows(len(x), f.dim), Change: make([]float64, len(x)), Stats: solution.Stats}
	for i := range x {
		numeric.Widen(d.Base[i], solution.Y[0][i*f.dim:])
		d.Change[i] = solution.Quad[1][i]
		d.LogProb[i] = f.base.LogProb(d.Base[i]) + d.Change[i] - f.logStd
	}
	return d, f.refuseDensities(d, failed)
}
