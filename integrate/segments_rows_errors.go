// Errors of segments of rows, which are solved in relative time.

package integrate

import (
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// placed gives the error of a segment the rows and the time of the whole problem. Row i of the segment's problem is row
// rows[i].
func (w *rowSegments[T]) placed(err error, segment int, rows []int) error {
	var data *ode.NotFiniteError
	if errors.As(err, &data) {
		data.Row = rows[data.Row]
	}
	var step *ode.StepError
	if !errors.As(err, &step) {
		return err
	}
	row := rows[step.Row]
	from, length := w.extent(row, segment)
	step.Row, step.T, step.H = row, from+float64(length*step.T), length*step.H
	var stiff *StiffnessError
	if errors.As(err, &stiff) {
		stiff.Eigenvalue /= complex(length, 0)
	}
	var coarse *ResolutionError
	if errors.As(err, &coarse) {
		coarse.T0, coarse.T1 = from, from+length
		coarse.Want, coarse.Spacing = coarse.Want*max(length, -length), coarse.Spacing*max(length, -length)
	}
	return err
}

// extent is where a segment of a row begins, and its length with its sign.
func (w *rowSegments[T]) extent(row, segment int) (from, length float64) {
	from = w.p.T0
	if segment > 0 {
		from = w.boundaries[row][segment-1].Next
	}
	return from, w.boundaries[row][segment].T - from
}
