// Segments of rows that share their boundaries.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// sharedSegments is the gradient of a solve in which all rows share the ends of their segments, the tstops.
type sharedSegments[T graph.Float] struct {
	segmentPass[T]
	tstops  []control.Tstop
	parts   []*sharedPart[T] // one for each tstop
	quad    [][]float64      // the quadratures so far, by block
	all     []int            // the rows
	largest []float64        // by row: the largest step
}

// sharedPart is the problem from one tstop to the next.
type sharedPart[T graph.Float] struct {
	problem *ode.Problem[T]
	ends    control.Segment
	at      []int        // by row: the place of its first output inside, among the outputs of all rows
	end     [][]T        // the state at the end, before a jump
	solved  *recorded[T] // nil if the backward pass solves it by another method
}

// newSharedSegments cuts a problem at its tstops, for Backsolve at its output times too. For Replay output times lie inside
// the segments. What comes after the last output time is left out.
func newSharedSegments[T graph.Float](s *Solver[T], p *ode.Problem[T], settings *GradientSettings) *sharedSegments[T] {
	a := &sharedSegments[T]{segmentPass: segmentPass[T]{solver: s, p: p, settings: settings}, largest: make([]float64, p.Rows)}
	a.tstops = control.TstopsTo(p, !settings.replays())
	solution := &ode.Solution[T]{}
	results.Reset(solution, p, s.system)
	results.MakeRoomForOutputs(solution, p, s.system)
	a.fit(solution)
	a.trajectory, a.gradient.Times = newTrajectory(p, solution), make([]float64, a.times())
	for row := range p.Rows {
		a.all = append(a.all, row)
		solution.Ends[row].T = p.T0
	}
	return a
}

// forward solves segment by segment and fills in the trajectory.
func (a *sharedSegments[T]) forward(ctx context.Context) error {
	y, from, jumped := a.startState(), a.p.T0, false
	for _, row := range a.all {
		if times := control.OutputTimes(a.p, row); len(times) > 0 && times[0] == a.p.T0 {
			a.put(row, 0, y)
		}
	}
	for _, k := range a.tstops {
		part := a.part(from, k, y, jumped)
		out, err := a.solve(ctx, part)
		if err != nil {
			return errors.Wrapf(err, "from %v to %v", from, k.T)
		}
		a.take(part, out)
		y, from, jumped = part.end, k.T, k.Jump
		for _, row := range a.all {
			a.put(row, k.Output, y)
		}
		if k.Jump {
			if y, err = a.jump(ctx, k.T, y); err != nil {
				return err
			}
		}
	}
	a.finish(y)
	return nil
}

// part returns the problem from a time to a tstop.
func (a *sharedSegments[T]) part(from float64, k control.Tstop, y [][]T, jumped bool) *sharedPart[T] {
	p := &ode.Problem[T]{T0: from, T1: k.T, Rows: a.p.Rows, Y: y, Args: a.p.Args}
	part := &sharedPart[T]{problem: p, ends: control.Segment{FromJump: jumped, ToJump: k.Jump, Quad: a.quad}}
	part.ends.Part = !a.settings.replays() || len(a.tstops) > 1
	if a.settings.replays() {
		part.at, part.ends.Observed = control.OutputsInside(a.p, p), true
		for row := range part.at {
			part.at[row] += row * a.outputs
		}
		part.ends.ToLastOutput = len(a.parts)+1 == len(a.tstops) && k.Output < 0
	}
	return part
}

// solve solves a segment. By Replay its steps are kept if there is room for them.
func (a *sharedSegments[T]) solve(ctx context.Context, part *sharedPart[T]) (out *ode.Solution[T], err error) {
	s := a.solver
	a.parts = append(a.parts, part)
	switch {
	case !a.settings.replays():
		return s.solve(ctx, part.problem, nil, part.ends)
	case a.settings.keepsSteps():
		part.solved, err = s.record(ctx, part.problem, part.ends)
	default:
		if part.solved, err = s.unrecorded(ctx, part.problem, a.settings, part.ends); err == nil {
			err = s.solveAll(part.solved.call)
		}
	}
	if part.solved == nil {
		return nil, err
	}
	return part.solved.Out, err
}

// take adds the results of a segment.
func (a *sharedSegments[T]) take(part *sharedPart[T], out *ode.Solution[T]) {
	a.gradient.Forward = a.gradient.Forward.Plus(out.Stats)
	part.end, a.quad = stateOf(out), out.Quad
	for row, end := range out.Ends {
		a.largest[row] = max(a.largest[row], end.Largest)
		a.gradient.Solution.Ends[row] = ode.Ending{T: end.T, H: end.H, Largest: a.largest[row]}
	}
	a.putInside(part, out)
}

// drop makes idle what the recorded segments hold.
func (a *sharedSegments[T]) drop() {
	for _, part := range a.parts {
		if part.solved != nil {
			part.solved.drop(a.solver)
		}
	}
}

// startState is the initial state. It makes the initial quadratures those so far.
func (a *sharedSegments[T]) startState() [][]T {
	var y [][]T
	for b, block := range a.solver.system.Blocks {
		x := make([]T, a.p.Rows*block.Width)
		if a.p.Y != nil && a.p.Y[b] != nil {
			x = a.p.Y[b]
		}
		y, a.quad = append(y, x), append(a.quad, nil)
		if block.Quadrature {
			a.quad[b] = make([]float64, len(x))
			copyAs(a.quad[b], x)
		}
	}
	return y
}

// stateOf is the end of a solution as the initial state of a problem.
func stateOf[T graph.Float](out *ode.Solution[T]) (y [][]T) {
	for b, x := range out.Y {
		if x == nil {
			for _, v := range out.Quad[b] {
				x = append(x, T(v))
			}
		}
		y = append(y, x)
	}
	return y
}

// put writes the state of a row as its output i and as the outputs at the same time; nothing for −1.
func (a *sharedSegments[T]) put(row, i int, y [][]T) {
	for output := i; i >= 0 && output < control.EqualTimes(control.OutputTimes(a.p, row), i); output++ {
		for b, block := range a.solver.system.Blocks {
			w := block.Width
			if from, at := row*w, (row*a.outputs+output)*w; block.Quadrature {
				copy(a.trajectory.SavedQuad[b][at:], a.quad[b][from:][:w])
			} else {
				copy(a.trajectory.Saved[b][at:], y[b][from:][:w])
			}
		}
	}
}

// putInside writes the outputs inside a segment.
func (a *sharedSegments[T]) putInside(part *sharedPart[T], out *ode.Solution[T]) {
	most := control.Outputs(part.problem)
	if most == 0 {
		return
	}
	for row, place := range part.at {
		n := len(control.OutputTimes(part.problem, row))
		for b, block := range a.solver.system.Blocks {
			w := block.Width
			if from, at := row*most*w, place*w; block.Quadrature {
				copy(a.trajectory.SavedQuad[b][at:], out.SavedQuad[b][from:][:n*w])
			} else {
				copy(a.trajectory.Saved[b][at:], out.Saved[b][from:][:n*w])
			}
		}
	}
}

// finish makes the last state the end of the solution.
func (a *sharedSegments[T]) finish(y [][]T) {
	out := a.gradient.Solution
	for b, block := range a.solver.system.Blocks {
		if block.Quadrature {
			copy(out.Quad[b], a.quad[b])
		} else {
			copy(out.Y[b], y[b])
		}
	}
	for row := range out.Status {
		out.Status[row] = ode.Done
	}
	out.Stats = a.gradient.Forward
}
