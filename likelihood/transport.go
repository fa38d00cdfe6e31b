// Transport: rows moved from one end of the equation to the other.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// transport moves rows along the flow. Where change is not nil it gets -∫ tr ∂f/∂z dt over the way from T0 to T1.
func (e *engineOf[T]) transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	s := e.path
	if change != nil {
		s = e.solverOf(r)
	}
	w := e.workspace()
	moved, stats, err := w.transport(ctx, s, way, x, r, change)
	w.leave()
	return moved, stats, err
}

func (w *workspace[T]) transport(ctx context.Context, s *equation.Solver[T], way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	if err := w.load(s, way, x, r); err != nil {
		return nil, ode.Stats{}, err
	}
	solution, failed, err := w.solve(ctx, s)
	if err != nil {
		return nil, ode.Stats{}, err
	}
	moved := numeric.NewRows(len(x), w.flow.dim)
	for i, row := range moved {
		numeric.Widen(row, solution.Y[0][i*w.flow.dim:])
	}
	for i := range change {
		change[i] = -solution.Quad[1][i]
	}
	if way == toData {
		w.flow.restore(moved)
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

// refuseMoved does the same for rows that were moved; logp, their log-densities or parts of them, may be nil.
func refuseMoved(x [][]float64, logp []float64, noDensity func(float64) error, err error) error {
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	failed = withRows(failed, len(x), func(row int) error {
		if c := firstNotFinite(x[row]); c >= 0 {
			return errors.Wrapf(ErrNotFinite, "column %d is %v", c, x[row][c])
		}
		if logp != nil {
			return noDensity(logp[row])
		}
		return nil
	})
	if failed == nil {
		return nil
	}
	for _, row := range failed.Rows {
		numeric.Fill(x[row], math.NaN())
		if logp != nil {
			logp[row] = math.NaN()
		}
	}
	return failed
}

func (f *Flow) transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	return f.engine.transport(ctx, way, x, r, change)
}

// transportWay is the direction of a map.
type transportWay int

const (
	toData transportWay = iota
	toBase
)

// Forward is that of Flow, of which the comment says more.
func (m *model) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, nil)
}

// ForwardWith is that of Flow, of which the comment says more.
func (m *model) ForwardWith(ctx context.Context, z, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toData, "base points", z, condition)
}

// Inverse is that of Flow, of which the comment says more.
func (m *model) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, nil)
}

// InverseWith is that of Flow, of which the comment says more.
func (m *model) InverseWith(ctx context.Context, x, condition [][]float64) ([][]float64, error) {
	return m.move(ctx, toBase, "data", x, condition)
}

func (m *model) move(ctx context.Context, way transportWay, what string, x, condition [][]float64) (moved [][]float64, err error) {
	defer graph.Recover("likelihood: Forward or Inverse", &err)
	if err := m.beginRead(ctx); err != nil {
		return nil, err
	}
	defer m.endRead()
	if err := m.check(ctx, what, x); err != nil {
		return nil, err
	}
	moved, _, err = m.self.transport(ctx, way, x, &request{condition: condition}, nil)
	if moved == nil {
		return nil, err
	}
	return moved, refuseMoved(moved, nil, nil, err)
}
