// Dense output.

package ode

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/dense"
	"github.com/pkg/errors"
)

// Dense is the solution at any time between T0 and the end of each row. It holds, for each row and step, the method's
// interpolant (Tableau.Dense, else the cubic Hermite interpolant). It is the solver's solution at the ends of
// steps, to rounding and at the last end exactly, and continuous there except at jumps.
type Dense struct {
	// Recorded holds the steps that the solver has written.
	Recorded dense.Steps
}

// Steps returns the times at which the steps of a row ended; none for a row that does not exist.
func (d *Dense) Steps(row int) []float64 {
	if d == nil {
		return nil
	}
	return slices.Clone(d.Recorded.Ends(row))
}

// At returns block b of a row at time t, Width numbers, for states and for quadratures. It writes to dst, or to a new
// slice if dst is nil. At a jump it gives the state before the jump. It fails with ErrInterval before T0 and after the
// last of Steps, and with ErrShape for a row or block that does not exist or a dst of another length.
func (d *Dense) At(dst []float64, row, block int, t float64) ([]float64, error) {
	if d == nil {
		return nil, errors.Wrap(ErrShape, "no dense output; Problem.Dense asks for it")
	}
	width := d.Recorded.Width(row, block)
	if width == 0 {
		return nil, errors.Wrapf(ErrShape, "there is no block %d of a row %d", block, row)
	}
	if dst == nil {
		dst = make([]float64, width)
	}
	if len(dst) != width {
		return nil, errors.Wrapf(ErrShape, "the destination has %d numbers, want %d", len(dst), width)
	}
	if len(d.Recorded.Ends(row)) == 0 {
		return nil, errors.Wrapf(ErrInterval, "row %d is known nowhere, and so not at %v: it took no step", row, t)
	}
	if !d.Recorded.Knows(row, t) {
		from, to := d.Recorded.Span(row)
		return nil, errors.Wrapf(ErrInterval, "row %d is known from %v to %v, not at %v", row, from, to, t)
	}
	d.Recorded.Evaluate(dst, row, block, t)
	return dst, nil
}
