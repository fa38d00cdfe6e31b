// The log-densities, certificates and maps of a stack: rows pass through its flows and norms one after another.

package likelihood

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

func (s *stack) workers() int { return s.flows[0].workers() }

func (s *stack) density(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	return s.densityBy(ctx, x, r, false)
}

func (s *stack) probed(ctx context.Context, x [][]float64, r *request) (*Density, error) {
	return s.densityBy(ctx, x, r, true)
}

// densityBy computes log-densities by each flow's own solver, or by the references of certificates.
func (s *stack) densityBy(ctx context.Context, x [][]float64, r *request, reference bool) (*Density, error) {
	w := &transport{ctx: ctx, stack: s, request: r, towards: toBase, change: make([]float64, len(x)), reference: reference}
	d := &Density{LogProb: make([]float64, len(x)), Change: w.change}
	var err error
	if d.Base, err = w.through(s.standardizedRows(x)); d.Base == nil {
		return nil, err
	}
	d.Stats = w.stats
	if w.reference {
		d.Certificate = &Certificate{Probe: w.probeSquares}
		for i, v := range w.probeSquares { // variances of independent probes add
			d.Certificate.Probe[i] = math.Sqrt(v)
		}
	}
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	err = eachRow(ctx, s.workers(), len(x), func(i int) { d.LogProb[i] = s.base.LogProb(d.Base[i]) + d.Change[i] - s.logStd })
	if err != nil {
		return nil, err
	}
	return d, s.refuseDensities(x, d, failed)
}

func (s *stack) transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error) {
	if towards == toBase {
		x = s.standardizedRows(x)
	}
	w := &transport{ctx: ctx, stack: s, request: r, towards: towards, change: change}
	moved, err := w.through(x)
	if moved == nil {
		return nil, w.stats, err
	}
	if towards == toData {
		s.restore(moved)
	}
	return moved, w.stats, err
}

// standardizedRows returns a standardised copy of rows of data.
func (s *stack) standardizedRows(x [][]float64) [][]float64 {
	z := numeric.NewRows(len(x), s.dim)
	for i, row := range z {
		s.loadRows(row, x[i:i+1])
	}
	return z
}

// loadRows writes standardised rows one after another.
func (s *stack) loadRows(dst []float64, x [][]float64) {
	for i, row := range x {
		for c, v := range row {
			dst[i*s.dim+c] = s.standardized(c, v)
		}
	}
}

// failLarge lists a row as failed, and replaces its values by zeros, if they are not numbers of the type of flow i, which
// they enter next. Norms and flows have made them so large, so that no caller has given such a number.
func (s *stack) failLarge(failed *failures, row, i int, towards direction, values []float64) {
	dtype := s.flows[i].field.Params().Dtype()
	for k := range s.flows[i].dim {
		if c := s.columns[i].At(k); !entries.Fits(values[c], dtype) {
			failed.addRow(row, errOutside(c, fmt.Sprintf("the row between %s and flow %d", s.before(i, towards), i), values[c], dtype))
			clear(values)
			return
		}
	}
}

// before names what rows leave before they enter flow i.
func (s *stack) before(i int, towards direction) string {
	switch {
	case towards == toBase && i == len(s.flows)-1:
		return "the data"
	case towards == toBase:
		return fmt.Sprintf("flow %d", i+1)
	case i == 0:
		return "the base"
	}
	return fmt.Sprintf("flow %d", i-1)
}

// entryTypes goes from the far end of the stack to the near one, whose flows rows enter first.
func (s *stack) entryTypes(towards direction) []tensor.Dtype {
	plain := slices.Repeat([]tensor.Dtype{tensor.Float64}, s.dim)
	types := slices.Clone(plain)
	for i := range s.flows {
		norm := i + 1
		if towards == toData {
			i = len(s.flows) - 1 - i
			norm = i
		}
		for k := range s.flows[i].dim {
			types[s.columns[i].At(k)] = s.flows[i].field.Params().Dtype()
		}
		if s.norms[norm] != nil {
			copy(types, plain)
		}
	}
	return types
}

// certificate compares a stack's log-densities with those of a pass through the references of all flows, so that it
// includes the effect of one flow's error on the next; see Certificate.
func (s *stack) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	reference, err := s.densityBy(ctx, x, r, true)
	if reference == nil {
		return nil, err
	}
	bounds, err := s.bounds(ctx, d, reference, x)
	if err != nil {
		return nil, err
	}
	return &Certificate{Solver: bounds, Probe: reference.Certificate.Probe, Stats: reference.Stats}, nil
}
