package likelihood

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// passage takes a whole batch through a stack, flow after flow.
type passage struct {
	ctx     context.Context
	stack   *Stack
	request *Request
	way     transportWay
	change  []float64 // where not nil: gets log |∂base/∂data| of each row
	stats   ode.Stats
	failed  failures

	// For certificates: go to the base by the flows' references, and add up the probes' squared errors on the way.
	reference    bool
	probeSquares []float64
}

// walk gives the rows on the other side of the stack, NaN where a flow failed, which a *RowsError then lists.
func (w *passage) walk(rows [][]float64) ([][]float64, error) {
	s := w.stack
	if err := w.check(len(rows)); err != nil {
		return nil, err
	}
	order := make([]int, len(s.flows)+1)
	for i := range order {
		order[i] = i
	}
	if w.way == toBase {
		slices.Reverse(order)
	}
	rows = copyRows(rows, s.dim)
	for step, i := range order {
		if step > 0 {
			var err error
			if rows, err = w.throughFlow(w.flowBefore(i), rows); err != nil {
				return nil, err
			}
		}
		w.throughNorm(i, rows)
	}
	return w.finish(rows)
}

// flowBefore is the flow that is passed on the way to norm i.
func (w *passage) flowBefore(i int) int {
	if w.way == toData {
		return i - 1
	}
	return i
}

func (w *passage) check(rows int) error {
	s := w.stack
	if err := s.checkParams(); err != nil {
		return err
	}
	return s.checkProbes(w.request, rows)
}

// throughFlow puts zeros in place of rows that failed, so that the others keep their places and with them their probes.
func (w *passage) throughFlow(i int, rows [][]float64) ([][]float64, error) {
	f := w.stack.flows[i]
	var change []float64
	if w.change != nil {
		change = make([]float64, len(rows))
	}
	if err := f.mu.take(w.ctx); err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	moved, stats, err := w.transport(f, rows, w.stack.flowRequest(w.request, i), change)
	var failed *RowsError
	if errors.As(err, &failed) {
		w.failed.add(0, failed)
		for _, row := range failed.Rows {
			clear(moved[row])
		}
	} else if err != nil {
		return nil, errors.WithMessagef(err, "flow %d of the stack", i)
	}
	w.stats = w.stats.Plus(stats)
	sign := 1.0 // transport gives -∫ tr dt over its own way
	if w.way == toBase {
		sign = -1
	}
	for row, v := range change {
		w.change[row] += sign * v
	}
	return moved, nil
}

func (w *passage) transport(f *Flow, rows [][]float64, r *Request, change []float64) ([][]float64, ode.Stats, error) {
	if !w.reference {
		return f.engine.transport(w.ctx, w.way, rows, r, change)
	}
	moved, stats, err := f.engine.transportReference(w.ctx, rows, r, change)
	if moved == nil {
		return nil, stats, err
	}
	probe, more, failed := f.engine.probeErrors(w.ctx, rows, r)
	if failed != nil {
		return nil, stats, failed
	}
	if probe != nil && w.probeSquares == nil {
		w.probeSquares = make([]float64, len(rows))
	}
	for i, v := range probe {
		w.probeSquares[i] += v * v
	}
	return moved, stats.Plus(more), err
}

func (w *passage) throughNorm(i int, rows [][]float64) {
	m := w.stack.norms[i]
	if m == nil {
		return
	}
	a := m.affine()
	for _, row := range rows {
		if w.way == toBase {
			a.down(row, row)
		} else {
			a.up(row, row)
		}
	}
	for row := range w.change {
		w.change[row] += a.logDet
	}
}

func (w *passage) finish(rows [][]float64) ([][]float64, error) {
	failed := w.failed.rows(len(rows))
	if failed == nil {
		return rows, nil
	}
	for _, row := range failed.Rows {
		fill(rows[row], math.NaN())
		if w.change != nil {
			w.change[row] = math.NaN()
		}
	}
	return rows, failed
}

// flowRequest is the request as flow i sees it: with its share of the given probes, or a seed of its own.
func (s *Stack) flowRequest(r *Request, i int) *Request {
	own := *r
	if i > 0 {
		own.ProbeSeed = stream.Mix(r.ProbeSeed ^ stream.Mix(uint64(i)))
	}
	if r.Probes == nil {
		return &own
	}
	own.Probes = make([][]float64, len(r.Probes))
	for k, row := range r.Probes {
		width := len(row) / len(s.flows)
		own.Probes[k] = row[i*width : (i+1)*width]
	}
	return &own
}

// checkProbes refuses rows that cannot be shared by the flows; each flow then looks at its own.
func (s *Stack) checkProbes(r *Request, rows int) error {
	for k, row := range r.Probes {
		if len(row)%len(s.flows) != 0 {
			return &DataError{What: "probes", Row: k, Column: -1, Got: len(row), Want: len(row) / len(s.flows) * len(s.flows), Cause: ErrWidth}
		}
		if err := checkRow("probes", k, row, len(row)); err != nil {
			return err
		}
	}
	if r.Probes != nil && len(r.Probes) != rows {
		return errors.Wrapf(ErrSettings, "probes has %d rows, want %d, one for each row of data", len(r.Probes), rows)
	}
	return s.checkProbeSizes(r.Probes)
}

// checkProbeSizes looks at the whole rows, whose columns the caller counts, before each flow gets its own.
func (s *Stack) checkProbeSizes(probes [][]float64) error {
	for _, f := range s.flows {
		if err := CheckSize("probes", probes, f.field.Params().Dtype(), nil, nil); err != nil {
			return err
		}
	}
	return nil
}

func copyRows(rows [][]float64, width int) [][]float64 {
	out := numeric.NewRows(len(rows), width)
	for i, row := range rows {
		copy(out[i], row)
	}
	return out
}

// failures are the rows of a batch that some flow of a stack could not solve.
type failures struct {
	mu      sync.Mutex
	reasons map[int]error
}

// add notes rows, counted from the given one of the batch.
func (f *failures) add(from int, failed *RowsError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reasons == nil {
		f.reasons = map[int]error{}
	}
	for i, row := range failed.Rows {
		if _, known := f.reasons[from+row]; !known {
			f.reasons[from+row] = failed.Reasons[i]
		}
	}
}

// rows is the error of a batch of so many rows, nil if all went well.
func (f *failures) rows(total int) *RowsError {
	if len(f.reasons) == 0 {
		return nil
	}
	failed := &RowsError{Total: total}
	for row := range f.reasons {
		failed.Rows = append(failed.Rows, row)
	}
	slices.Sort(failed.Rows)
	for _, row := range failed.Rows {
		failed.Reasons = append(failed.Reasons, f.reasons[row])
	}
	return failed
}
