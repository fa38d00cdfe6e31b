// Log-densities by the engine.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

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
