// Rows with boundaries of their own.

package integrate

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// rowSegments is the gradient of an observed solve in which rows have times of their own.
type rowSegments[T graph.Float] struct {
	segmentPass[T]
	relative   *Solver[T]              // solves segments
	boundaries [][]forward.Boundary[T] // by row; the last boundary is where the last segment ends
	time       []float64               // by row: the cotangent of the time that the backward pass has reached
	inside     []float64               // by row and output: the derivative with respect to its relative time in its segment
}

// segmentsOf solves a problem and prepares its backward pass, with outputs set for a loss of its output times.
func (s *Solver[T]) segmentsOf(ctx context.Context, p *ode.Problem[T], settings *GradientSettings, outputs bool) (*rowSegments[T], error) {
	w := &rowSegments[T]{segmentPass: segmentPass[T]{solver: s, p: p, settings: settings}}
	if s.scheme.Shared {
		return w, settingsError("events stop and change each row at a time of its own, and RowSaveAt are times of its own; gradients through them do not go with Settings.Shared")
	}
	var err error
	if w.relative, err = s.relative(ctx); err != nil {
		return w, err
	}
	tstops, byRow := control.Tstops(p, nil), [][]control.Tstop(nil)
	if outputs {
		tstops = control.SharedTstops(p, !settings.replays())
		if p.RowSaveAt != nil {
			byRow = control.RowTstops(p, !settings.replays())
		}
	}
	out, boundaries, err := s.solveNoting(ctx, p, tstops, byRow)
	if out != nil {
		w.fit(out)
		w.gradient.Forward = out.Stats
	}
	if err != nil {
		return w, err
	}
	w.boundaries, w.time = boundaries, make([]float64, p.Rows)
	return w, w.checkBoundaries()
}

// checkBoundaries refuses boundaries at which the solution has no derivative.
func (w *rowSegments[T]) checkBoundaries() error {
	for row, list := range w.boundaries {
		for _, at := range list {
			if at.Many {
				return &ode.CoincidenceError{Row: row, T: at.T}
			}
			if at.Clash {
				return check.Times("JumpTimes", w.jumpAt(at.T), at.T, fmt.Sprintf("an event of row %d falls on it, where the solution has no derivative", row))
			}
		}
	}
	return nil
}

// jumpAt is the index of a time in Problem.JumpTimes; −1 where no jump is.
func (w *rowSegments[T]) jumpAt(t float64) int {
	for i, jump := range w.p.JumpTimes {
		if jump == t {
			return i
		}
	}
	return -1
}

// solveNoting solves a problem with tstops, those of each row if byRow is not nil, and returns the boundaries of every row,
// the last of which is the row's end.
func (s *Solver[T]) solveNoting(ctx context.Context, p *ode.Problem[T], tstops []control.Tstop, byRow [][]control.Tstop) (*ode.Solution[T], [][]forward.Boundary[T], error) {
	j, err := s.newCall(ctx, p, nil, control.Segment{})
	if err != nil {
		return nil, nil, err
	}
	defer s.dropCall(j)
	boundaries := make([][]forward.Boundary[T], p.Rows)
	if j.Observed {
		j.Tstops, j.RowTstops, j.Boundaries = tstops, byRow, boundaries
	}
	err = s.solveAll(j)
	if err != nil || j.Observed {
		return j.Out, boundaries, errors.WithMessage(err, "the forward solve")
	}
	for row := range boundaries {
		boundaries[row] = []forward.Boundary[T]{{T: p.T1, Output: -1}}
	}
	return j.Out, boundaries, nil
}
