// What a solve starts from: the request, rows, conditions and probes, checked and copied into the problem of a workspace.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// load copies a batch into the problem on the given system, one way or the other; data are standardised. A
// number that is finite and too large for T is refused.
func (w *workspace[T]) load(s *equation.Solver[T], towards direction, x [][]float64, r *request) error {
	f, rows := w.flow, len(x)
	if err := r.check(f, rows, s.RequestedProbes()); err != nil {
		return err
	}
	if err := w.loadRows(towards, x); err != nil {
		return err
	}
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

func (w *workspace[T]) loadRows(towards direction, x [][]float64) error {
	f := w.flow
	w.z = reuse.Resized(w.z, len(x)*f.dim)
	for i, row := range x {
		for c, v := range row {
			u, what := v, "base points"
			if towards == toBase {
				u, what = f.standardized(c, v), "data"
			}
			if !isFinite(float64(T(u))) {
				return tooLarge(what, i, c, v, graph.DtypeOf[T]())
			}
			w.z[i*f.dim+c] = T(u)
		}
	}
	return nil
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

// fillConditions copies the conditions of the batch's rows from the given one on, standardised, until dst is full.
func fillConditions[T graph.Float](dst []T, s *standardization, width, from int, r *request) {
	for i := range len(dst) / width {
		for c, v := range r.conditionRow(from + i) {
			dst[i*width+c] = T(s.standardized(c, v))
		}
	}
}

// fillProbes takes the request's probes, or draws them, each row of the batch from its own stream.
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
		rng := draws.At(uint64(r.place(from + i)))
		for c := range row {
			row[c] = T(estimate.Draw(a.Trace, rng, c/a.Dim))
		}
	}
}

// check compares the request with what a flow takes, and with the number of rows.
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
	return CheckSize("probes", r.probes, dtype, nil, nil)
}

// request is what a flow's solves take from any of them.
type request struct {
	condition, probes [][]float64
	probeSeed         uint64
	first             int                         // place of the first row among those that probes are drawn for
	places            []int                       // of each row, where they are not one after another
	steps             int                         // equal steps of a log-density; 0: as the flow's solver takes them
	method            *integrate.GradientSettings // of a gradient
	weights           []float64                   // of its rows
	target            func(x []float64) (logDensity float64, gradient []float64)
}

// rowsAre says what the rows of a gradient are, for errors.
func (r *request) rowsAre() string {
	if r.target != nil {
		return "base points"
	}
	return "data"
}

// errTargetOfMany refuses a target where there is not one field.
func errTargetOfMany(who string) error {
	return errors.Wrapf(ErrSettings, "a Target with %s, want a flow of one field", who)
}

// orZero is what a pointer points to, and the zero value for nil.
func orZero[R any](r *R) R {
	if r == nil {
		var zero R
		return zero
	}
	return *r
}

// conditionRow is the condition of row i.
func (r *request) conditionRow(i int) []float64 {
	if len(r.condition) == 1 {
		return r.condition[0]
	}
	return r.condition[i]
}

// place is that of row i, which its probes are drawn for.
func (r *request) place(i int) int {
	if r.places != nil {
		return r.places[i]
	}
	return r.first + i
}

// pick is the request of some rows of the batch, by so many equal steps; nil for all rows.
func (r *request) pick(rows []int, steps int) *request {
	own := *r
	if own.steps = steps; rows == nil {
		return &own
	}
	own.places = rows
	if len(r.condition) > 1 {
		own.condition = pick(r.condition, rows)
	}
	if r.probes != nil {
		own.probes = pick(r.probes, rows)
	}
	return &own
}

// pick are some elements of a list; nil for all.
func pick[E any](list []E, rows []int) []E {
	if rows == nil {
		return list
	}
	some := make([]E, len(rows))
	for k, row := range rows {
		some[k] = list[row]
	}
	return some
}

// part is the request of rows lo … hi of the batch.
func (r *request) part(lo, hi int) *request {
	own := *r
	own.first += lo
	if len(r.condition) > 1 {
		own.condition = r.condition[lo:hi]
	}
	if r.probes != nil {
		own.probes = r.probes[lo:hi]
	}
	if r.weights != nil {
		own.weights = r.weights[lo:hi]
	}
	return &own
}

// shares are those of the rows of the request's batch.
func (r *request) shares(rows int) numeric.Shares {
	return numeric.Shares{Weights: r.weights, Rows: rows}
}
