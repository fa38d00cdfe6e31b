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
	tstops   []control.Tstop
	parts    []*ode.Problem[T]
	segments []control.Segment // one for each part
	before   [][][]T           // by tstop: the state there, before a jump
	quad     [][]float64       // the quadratures so far, by block
	all      []int             // the rows
	largest  float64           // the largest step of any row
	recorded []*recorded[T]    // the solved parts, where their steps are kept
}

func newSharedSegments[T graph.Float](s *Solver[T], p *ode.Problem[T], settings *GradientSettings) *sharedSegments[T] {
	a := &sharedSegments[T]{segmentPass: segmentPass[T]{solver: s, p: p, settings: settings}, tstops: control.Tstops(p, nil, true)}
	last := 0
	for i, k := range a.tstops {
		if k.Output >= 0 {
			last = i + 1
		}
	}
	a.tstops = a.tstops[:last]
	solution := &ode.Solution[T]{}
	results.Reset(solution, p, s.system)
	results.MakeRoomForOutputs(solution, p, s.system)
	a.fit(solution)
	a.trajectory, a.gradient.Times = newTrajectory(p, solution), make([]float64, len(p.SaveAt))
	for row := range p.Rows {
		a.all = append(a.all, row)
	}
	return a
}

// forward solves segment by segment and fills in the trajectory.
func (a *sharedSegments[T]) forward(ctx context.Context) error {
	p := a.p
	y, from, jumped := a.startState(), p.T0, false
	if p.SaveAt[0] == p.T0 {
		a.put(0, y)
	}
	for _, k := range a.tstops {
		part := &ode.Problem[T]{T0: from, T1: k.T, Rows: p.Rows, Y: y, Args: p.Args}
		ends := control.Segment{Part: true, FromJump: jumped, ToJump: k.Jump, Quad: a.quad}
		out, err := a.solve(ctx, part, ends)
		if err != nil {
			return errors.Wrapf(err, "from %v to %v", from, k.T)
		}
		a.gradient.Forward = a.gradient.Forward.Plus(out.Stats)
		for row := range p.Rows {
			a.largest = max(a.largest, out.Ends[row].Largest)
		}
		a.parts, a.segments = append(a.parts, part), append(a.segments, ends)
		y, a.quad = stateOf(out), out.Quad
		if k.Output >= 0 {
			a.put(k.Output, y)
		}
		a.before = append(a.before, y)
		from, jumped = k.T, k.Jump
		if k.Jump {
			if y, err = a.jump(ctx, k.T, y); err != nil {
				return err
			}
		}
	}
	return a.finish(y)
}

// solve solves a segment.
func (a *sharedSegments[T]) solve(ctx context.Context, part *ode.Problem[T], ends control.Segment) (*ode.Solution[T], error) {
	if !a.settings.keepsSteps(ctx) {
		return a.solver.solve(ctx, part, nil, ends)
	}
	r, err := a.solver.record(ctx, part, ends)
	if r == nil {
		return nil, err
	}
	a.recorded = append(a.recorded, r)
	return r.Out, err
}

// drop makes idle what the recorded segments hold.
func (a *sharedSegments[T]) drop() {
	for _, r := range a.recorded {
		r.drop(a.solver)
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

// put writes a state as output i and as the outputs at the same time.
func (a *sharedSegments[T]) put(i int, y [][]T) {
	for output := i; output < control.EqualTimes(a.p.SaveAt, i); output++ {
		a.putOne(output, y)
	}
}

func (a *sharedSegments[T]) putOne(i int, y [][]T) {
	n := len(a.p.SaveAt)
	for b, block := range a.solver.system.Blocks {
		w := block.Width
		for row := range a.p.Rows {
			from, to, at := row*w, (row+1)*w, (row*n+i)*w
			if block.Quadrature {
				copy(a.trajectory.SavedQuad[b][at:], a.quad[b][from:to])
			} else {
				copy(a.trajectory.Saved[b][at:], y[b][from:to])
			}
		}
	}
}

// finish makes the last state the end of the solution.
func (a *sharedSegments[T]) finish(y [][]T) error {
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
		out.Ends[row] = ode.Ending{T: a.p.SaveAt[len(a.p.SaveAt)-1], Largest: a.largest}
	}
	out.Stats = a.gradient.Forward
	return nil
}
