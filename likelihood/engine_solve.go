// Solves by the engine: log-densities, and transport from one end of the equation to the other.

package likelihood

import (
	"context"
	"math"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/share"
)

// workspace is what one call works in; later calls reuse it.
type workspace[T graph.Float] struct {
	*engineOf[T]
	share.Call[T]
	z, cond, probes []T

	loss     lossBuffers
	lossFunc integrate.Loss[T] // lossOfRows, made once
	gradient *integrate.Gradient[T]
}

// workspaces are those that no call uses: one is kept, so that a single caller allocates no other, and the garbage collector
// may take the rest.
type workspaces[T graph.Float] struct {
	kept atomic.Pointer[workspace[T]]
	rest sync.Pool
}

// workspace is an idle one, or a new one.
func (e *engineOf[T]) workspace() *workspace[T] {
	if w := e.idle.kept.Swap(nil); w != nil {
		return w
	}
	if w, ok := e.idle.rest.Get().(*workspace[T]); ok {
		return w
	}
	return &workspace[T]{engineOf: e}
}

// leave makes a workspace idle, unless another goroutine still uses it. That of a call that panics is not used again.
func (w *workspace[T]) leave() {
	if idle := &w.idle; !w.Lost && !idle.kept.CompareAndSwap(nil, w) {
		idle.rest.Put(w)
	}
}

// transport moves rows along the flow. Where change is not nil it gets -∫ tr ∂f/∂z dt over the way from T0 to T1.
func (e *engineOf[T]) transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	s := e.path
	if change != nil {
		s = e.density
	}
	w := e.workspace()
	moved, stats, err := w.transport(ctx, s, way, x, r, change)
	w.leave()
	return moved, stats, err
}

func (w *workspace[T]) transport(ctx context.Context, s *solver[T], way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
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

func (e *engineOf[T]) logProb(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	w := e.workspace()
	d, err := w.logProb(ctx, e.density, x, r)
	w.leave()
	return d, err
}

func (w *workspace[T]) logProb(ctx context.Context, s *solver[T], x [][]float64, r *request) (*Density, error) {
	f := w.flow
	if err := w.load(s, toBase, x, r); err != nil {
		return nil, err
	}
	solution, failed, err := w.solve(ctx, s)
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

// solve solves what has been loaded. It tells failures of rows, which leave the others valid, from those of the whole solve.
// The solution is valid until the next one in the workspace.
func (w *workspace[T]) solve(ctx context.Context, s *solver[T]) (*ode.Solution[T], *RowsError, error) {
	solver, err := s.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err = solver.Solve(ctx, &w.Call); err == nil {
		return w.Solution, nil, nil
	}
	if w.Lost || w.Solution == nil {
		return nil, nil, err
	}
	if failed := failedRows(w.Solution, err); failed != nil {
		return w.Solution, failed, nil
	}
	return nil, nil, err
}
