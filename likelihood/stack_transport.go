// The transport of a batch through a stack, flow after flow.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// transport takes a whole batch through a stack, flow after flow.
type transport struct {
	ctx     context.Context
	stack   *stack
	request *request
	towards direction
	change  []float64 // if not nil: gets log |∂base/∂data| of each row
	stats   ode.Stats
	failed  failures

	// For certificates: go to the base by the flows' references, and add up the squared standard errors of estimated
	// traces.
	reference    bool
	probeSquares []float64
}

// through returns the rows on the other side of the stack. Rows for which a flow failed are NaN, and a *RowsError lists
// them.
func (w *transport) through(rows [][]float64) ([][]float64, error) {
	s := w.stack
	if err := w.check(len(rows)); err != nil {
		return nil, err
	}
	order := make([]int, len(s.flows)+1)
	for i := range order {
		order[i] = i
	}
	if w.towards == toBase {
		slices.Reverse(order)
	}
	rows = numeric.CopyRows(rows, s.dim)
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

// flowBefore is the flow that the batch passes before norm i.
func (w *transport) flowBefore(i int) int {
	if w.towards == toData {
		return i - 1
	}
	return i
}

func (w *transport) check(rows int) error {
	s := w.stack
	if err := s.checkParams(); err != nil {
		return err
	}
	if w.change == nil {
		return nil
	}
	return s.checkProbes(w.request, rows, engine.densityProbes)
}

// throughFlow replaces failed rows by zeros, so that the other rows keep their indices and with them their probes.
func (w *transport) throughFlow(i int, rows [][]float64) ([][]float64, error) {
	f := w.stack.flows[i]
	for row, values := range rows {
		w.stack.failLarge(&w.failed, row, i, w.towards, values)
	}
	var change []float64
	if w.change != nil {
		change = make([]float64, len(rows))
	}
	own := w.stack.columns[i]
	moved, stats, err := w.transport(f, own.GatherRows(rows), w.stack.flowRequest(w.request, i), change)
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
	sign := 1.0 // transport gives -∫ tr dt in its own direction
	if w.towards == toBase {
		sign = -1
	}
	for row, v := range change {
		w.change[row] += float64(sign * v)
	}
	return own.ScatterRows(rows, moved), nil
}

func (w *transport) transport(f *single, rows [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	if !w.reference {
		return f.engine.transport(w.ctx, w.towards, rows, r, change)
	}
	found, err := f.engine.reference(w.ctx, rows, r, change)
	if found == nil {
		return nil, ode.Stats{}, err
	}
	if found.probeErrors != nil && w.probeSquares == nil {
		w.probeSquares = make([]float64, len(rows))
	}
	for i, v := range found.probeErrors {
		w.probeSquares[i] += float64(v * v)
	}
	return found.moved, found.stats, err
}

func (w *transport) throughNorm(i int, rows [][]float64) {
	m := w.stack.norms[i]
	if m == nil {
		return
	}
	a := m.Affine()
	for _, row := range rows {
		if w.towards == toBase {
			a.Down(row, row)
		} else {
			a.Up(row, row)
		}
	}
	for row := range w.change {
		w.change[row] += a.LogDet
	}
}

func (w *transport) finish(rows [][]float64) ([][]float64, error) {
	failed := w.failed.rows(len(rows))
	if failed == nil {
		return rows, nil
	}
	for _, row := range failed.Rows {
		numeric.Fill(rows[row], math.NaN())
		if w.change != nil {
			w.change[row] = math.NaN()
		}
	}
	return rows, failed
}

// flowRequest is the request for flow i: with its part of the given probes, or with a seed of its own.
func (s *stack) flowRequest(r *request, i int) *request {
	own := *r
	if i > 0 {
		own.probeSeed = stream.Mix(r.probeSeed ^ stream.Mix(uint64(i)))
	}
	if r.probes == nil {
		return &own
	}
	own.probes = make([][]float64, len(r.probes))
	before, all := s.dimsBefore(i), s.dimsBefore(len(s.flows))
	for k, row := range r.probes {
		count := len(row) / all
		own.probes[k] = row[before*count : (before+s.flows[i].dim)*count]
	}
	return &own
}

// dimsBefore is the sum of the dimensions of the first flows.
func (s *stack) dimsBefore(flow int) (n int) {
	for _, f := range s.flows[:flow] {
		n += f.dim
	}
	return n
}

// checkProbes checks given probes of whole rows, of which each flow then gets its part. width is the width of a flow's.
func (s *stack) checkProbes(r *request, rows int, width func(engine) int) error {
	if r.probes == nil {
		return nil
	}
	all := 0
	for _, f := range s.flows {
		all += width(f.engine)
	}
	if err := checkSameRows("probes", r.probes, rows, all); err != nil {
		return err
	}
	return s.checkProbeSizes(r.probes)
}

// checkProbeSizes checks whole rows, whose columns the caller counts, before each flow gets its part.
func (s *stack) checkProbeSizes(probes [][]float64) error {
	for _, f := range s.flows {
		if err := located(entries.CheckSize("probes", probes, nil, nil, f.field.Params().Dtype())); err != nil {
			return err
		}
	}
	return nil
}
