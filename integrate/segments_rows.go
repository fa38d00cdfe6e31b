package integrate

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// rowSegments is the gradient of an observed solve in which rows have times of their own. A segment
// of a row lies between two boundaries; the pass goes back over the segments one by one, over those
// of all rows at once.
type rowSegments[T graph.Float] struct {
	solver     *Solver[T]
	relative   *Solver[T] // solves a segment
	settings   *GradientSettings
	p          *ode.Problem[T]
	boundaries [][]forward.Boundary[T] // by row; the last boundary is where the last segment ends
	gradient   *Gradient[T]
	trajectory *Trajectory[T] // nil without output times
	bar        [][]float64    // cotangents of the state by block
	time       []float64      // by row: the cotangent of the time at which it is
}

// segmentsOf solves a problem and gets ready to go back.
func (s *Solver[T]) segmentsOf(ctx context.Context, p *ode.Problem[T], settings *GradientSettings, outputs bool) (*rowSegments[T], error) {
	w := &rowSegments[T]{solver: s, p: p, settings: settings}
	if s.plan.Shared {
		return w, settingsError("events stop and change each row at a time of its own; their gradients need PerRow control")
	}
	var err error
	if w.relative, err = s.relative(); err != nil {
		return w, err
	}
	out, boundaries, err := s.solveNoting(ctx, p, outputs)
	if out != nil {
		w.gradient = &Gradient[T]{Solution: out, Forward: out.Stats}
	}
	if err != nil {
		return w, err
	}
	for row, list := range boundaries {
		for _, at := range list {
			if at.Many {
				return w, &ode.CoincidenceError{Row: row, T: at.T}
			}
			if at.Clash {
				return w, &ode.TimesError{What: "JumpTimes", Index: w.jumpAt(at.T), Time: at.T, Reason: fmt.Sprintf("an event of row %d falls on it, where the solution has no derivative", row)}
			}
		}
	}
	w.boundaries, w.time = boundaries, make([]float64, p.Rows)
	w.gradient.fit(s.system, p.Rows, out)
	w.gradient.Forward = out.Stats
	for _, n := range s.paramLengths() {
		w.gradient.Params = append(w.gradient.Params, make([]float64, n))
	}
	for _, block := range s.system.Blocks {
		w.bar = append(w.bar, make([]float64, p.Rows*block.Width))
	}
	return w, nil
}

// back goes back over the segments of all rows, the last segments of the rows with the most first.
func (w *rowSegments[T]) back(ctx context.Context) error {
	most := 0
	for _, list := range w.boundaries {
		most = max(most, len(list))
	}
	for i := most - 1; i >= 0; i-- {
		if err := w.backOverSegment(ctx, i); err != nil {
			return err
		}
	}
	if w.trajectory != nil && w.p.SaveAt[0] == w.p.T0 {
		for row := range w.p.Rows {
			w.inject(row, 0)
		}
	}
	for b, bar := range w.bar {
		copyAs(w.gradient.Y0[b], bar)
	}
	for _, v := range w.time {
		w.gradient.T0 += v
	}
	return nil
}

// rows lists the rows whose boundary of that number is wanted.
func (w *rowSegments[T]) rows(segment int, wanted func(row int, at *forward.Boundary[T]) bool) (rows []int) {
	for row, list := range w.boundaries {
		if segment < len(list) && wanted(row, &list[segment]) {
			rows = append(rows, row)
		}
	}
	return rows
}

// backOverSegment goes back over what happened at the end of a segment, then over the segment.
func (w *rowSegments[T]) backOverSegment(ctx context.Context, segment int) error {
	s := w.solver
	for _, jump := range control.JumpEvents(len(s.system.Events)) {
		rows := w.rows(segment, func(row int, at *forward.Boundary[T]) bool {
			return at.Jump == jump && segment+1 < len(w.boundaries[row])
		})
		if err := w.through(segment, rows, func(at *boundaryState[T]) error { return s.pullJump(jump, at) }); err != nil {
			return err
		}
	}
	w.injectAll(segment)
	for i := range s.system.Events {
		event := control.AtState(i)
		rows := w.rows(segment, func(_ int, at *forward.Boundary[T]) bool { return at.Sets == event })
		if err := w.through(segment, rows, func(at *boundaryState[T]) error { return s.pullEvent(event, at) }); err != nil {
			return err
		}
	}
	return w.pullSegment(ctx, segment)
}

// injectAll adds the cotangents of the outputs at the end of a segment.
func (w *rowSegments[T]) injectAll(segment int) {
	for row, list := range w.boundaries {
		if segment < len(list) && list[segment].Output >= 0 {
			w.inject(row, list[segment].Output)
		}
	}
}

// inject adds the cotangents of a row at an output time and those that equal it.
func (w *rowSegments[T]) inject(row, first int) {
	for output := first; output < w.p.EqualTimes(first); output++ {
		w.injectOne(row, output)
	}
}

func (w *rowSegments[T]) injectOne(row, output int) {
	n := len(w.p.SaveAt)
	for b, block := range w.solver.system.Blocks {
		for c := range block.Width {
			from, to := (row*n+output)*block.Width+c, row*block.Width+c
			if block.Quadrature {
				w.bar[b][to] += w.trajectory.SavedQuadBar[b][from]
			} else {
				w.bar[b][to] += float64(w.trajectory.SavedBar[b][from])
			}
		}
	}
}

// jumpAt is the index of a jump time.
func (w *rowSegments[T]) jumpAt(t float64) int {
	for i, jump := range w.p.JumpTimes {
		if jump == t {
			return i
		}
	}
	return -1
}

// solveNoting solves a problem and notes the boundaries of every row. Steps end on output times too
// if outputs is set. The end of a row is always a boundary.
func (s *Solver[T]) solveNoting(ctx context.Context, p *ode.Problem[T], outputs bool) (*ode.Solution[T], [][]forward.Boundary[T], error) {
	j, err := s.newCall(ctx, p, nil, control.Segment{})
	if err != nil {
		return nil, nil, err
	}
	defer s.dropCall(j)
	boundaries := make([][]forward.Boundary[T], p.Rows)
	if j.Observed {
		j.Span.Tstops, j.Boundaries = control.Tstops(p, nil, outputs), boundaries
	}
	err = s.solveAll(j)
	if failed := s.diagnose(p, j.Out, j.Out.Finish(p, s.system)); err == nil {
		err = failed
	}
	if err != nil || j.Observed {
		return j.Out, boundaries, errors.WithMessage(err, "the forward solve")
	}
	for row := range boundaries {
		boundaries[row] = []forward.Boundary[T]{{T: p.T1, Output: -1}}
	}
	return j.Out, boundaries, nil
}
