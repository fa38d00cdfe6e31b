// Transport: points of the base to the data's space and back.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// Forward takes points of the base (at T0) to the data's space (at T1).
// Errors as of LogProb; a conditional flow needs ForwardWith.
func (m *model) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, nil)
}

// ForwardWith is Forward under a condition of each row, R×C, or one for all.
func (m *model) ForwardWith(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, condition)
}

// Inverse takes data to points of the base, distributed as the base if the flow is the data's density.
// Errors as of LogProb; a conditional flow needs InverseWith.
func (m *model) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, nil)
}

// InverseWith is Inverse under a condition of each row, R×C, or one for all.
func (m *model) InverseWith(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, condition)
}

func (m *model) move(ctx context.Context, way transportWay, what string, x, condition [][]float64) (moved [][]float64, err error) {
	defer graph.Recover("likelihood: Forward or Inverse", &err)
	if err := m.mu.take(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	if err := m.check(ctx, what, x); err != nil {
		return nil, err
	}
	moved, _, err = m.self.transport(ctx, way, x, &request{condition: condition}, nil)
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
