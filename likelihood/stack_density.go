// The log-densities, certificates and maps of a stack: rows pass through its flows and norms one after another.

package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

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
	for i, row := range d.Base {
		d.LogProb[i] = s.base.LogProb(row) + d.Change[i] - s.logStd
	}
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	return d, s.refuseDensities(d, failed)
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

// certificate compares a stack's log-densities with those of a pass through the references of all flows, so that it
// includes the effect of one flow's error on the next; see Certificate.
func (s *stack) certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error) {
	reference, err := s.densityBy(ctx, x, r, true)
	if reference == nil {
		return nil, err
	}
	return &Certificate{Solver: s.bounds(d, reference, x), Probe: reference.Certificate.Probe, Stats: reference.Stats}, nil
}
