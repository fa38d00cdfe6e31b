// Workspace: the memory of a call, with loading of rows, conditions and probes, and solving.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/share"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
)

// workspace is the memory of one call, which later calls reuse. One is always kept, so that a single caller allocates
// no other.
type workspace[T graph.Float] struct {
	*engineOf[T]
	share.Call[T]
	z, cond, probes []T

	loss     lossBuffers
	lossFunc integrate.Loss[T] // lossOfRows, made once
	gradient *integrate.Gradient[T]
}

// workspace is an idle one, or a new one.
func (e *engineOf[T]) workspace() *workspace[T] {
	return e.idle.Get(func() *workspace[T] { return &workspace[T]{engineOf: e} })
}

// leave makes a workspace idle, unless another goroutine still uses it. The workspace of a call that panics is not
// reused.
func (w *workspace[T]) leave() {
	if !w.Lost {
		w.idle.Put(w)
	}
}

// load copies a batch into the problem of the given system and direction, with data standardised. All of its numbers are
// finite in T.
func (w *workspace[T]) load(s *equation.Solver[T], towards direction, x [][]float64, r *request) error {
	f, rows := w.flow, len(x)
	if err := r.check(f, rows, s.RequestedProbes()); err != nil {
		return err
	}
	w.loadRows(towards, x)
	p := &w.Problem
	if p.T0, p.T1 = f.times(); towards == toBase {
		p.T0, p.T1 = p.T1, p.T0
	}
	p.Rows = rows
	p.Y = reuse.Resized(p.Y, s.Blocks())
	clear(p.Y)
	p.Y[0] = w.z
	p.Args = p.Args[:0]
	if s.Cond > 0 {
		w.loadCondition(rows, r)
		p.Args = append(p.Args, w.cond)
	}
	if s.NeedsProbes() {
		w.loadProbes(s, rows, r)
		p.Args = append(p.Args, w.probes)
	}
	return nil
}

func (w *workspace[T]) loadRows(towards direction, x [][]float64) {
	f := w.flow
	w.z = reuse.Resized(w.z, len(x)*f.dim)
	for i, row := range x {
		for c, v := range row {
			if towards == toBase {
				v = f.standardized(c, v)
			}
			w.z[i*f.dim+c] = T(v)
		}
	}
}

func (w *workspace[T]) loadCondition(rows int, r *request) {
	width := w.flow.set.cond
	w.cond = reuse.Resized(w.cond, rows*width)
	fillConditions(w.cond, &w.flow.conditions, width, 0, r)
}

func (w *workspace[T]) loadProbes(s *equation.Solver[T], rows int, r *request) {
	w.probes = reuse.Resized(w.probes, rows*s.ProbeWidth())
	fillProbes(w.probes, s.System, 0, r)
}

// fillConditions copies the standardised conditions of the batch's rows, from row from on, until dst is full.
func fillConditions[T graph.Float](dst []T, s *standardization, width, from int, r *request) {
	for i := range len(dst) / width {
		for c, v := range r.conditionRow(from + i) {
			dst[i*width+c] = T(s.standardized(c, v))
		}
	}
}

// fillProbes copies the request's probes, or draws them, with a random stream for each row of the batch.
func fillProbes[T graph.Float](dst []T, a *equation.System, from int, r *request) {
	width, draws := a.ProbeWidth(), stream.New(r.probeSeed, stream.Probes)
	for i := range len(dst) / width {
		row := dst[i*width : (i+1)*width]
		if r.probes != nil {
			for c, v := range r.probes[from+i] {
				row[c] = T(v)
			}
			continue
		}
		rng := draws.At(uint64(r.index(from + i)))
		for c := range row {
			row[c] = T(estimate.Draw(a.Trace, rng, c/a.Dim))
		}
	}
}

// check checks the request against what a flow takes, and against the number of rows.
func (r *request) check(f *single, rows, probes int) error {
	if err := checkCondition(r.condition, f.set.cond, rows); err != nil {
		return err
	}
	dtype := f.field.Params().Dtype()
	if err := f.conditions.checkSize("condition", r.condition, dtype); err != nil {
		return err
	}
	if r.probes == nil || probes == 0 {
		return nil
	}
	if err := checkSameRows("probes", r.probes, rows, probes); err != nil {
		return err
	}
	return located(entries.CheckSize("probes", r.probes, nil, nil, dtype))
}

// solve solves what has been loaded. It separates failures of rows, which leave the other rows valid, from those of the
// whole solve. The solution is valid until the next solve in the workspace.
func (w *workspace[T]) solve(ctx context.Context, s *equation.Solver[T]) (*ode.Solution[T], *RowsError, error) {
	solver, err := s.Get(ctx)
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
