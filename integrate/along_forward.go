package integrate

import (
	"context"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// along is one GradientAlong.
type along[T graph.Float] struct {
	solver *Solver[T]
	p      *Problem[T]
	knots  []knot
	parts  []*Problem[T]
	before [][][]T // by knot: the state at its end, where it is a jump
	course Course[T]
	out    *Gradient[T]
	bar    [][]float64 // cotangents of the state, by block
}

func newAlong[T graph.Float](s *Solver[T], p *Problem[T]) *along[T] {
	a := &along[T]{solver: s, p: p, knots: knotsOf(p, nil, true)}
	last := 0
	for i, k := range a.knots {
		if k.output >= 0 {
			last = i + 1
		}
	}
	a.knots = a.knots[:last]
	solution := &Solution[T]{}
	solution.fit(s.system, p.Rows)
	solution.expectTimes(p, s.system)
	a.course = *newCourse(p, solution)
	a.out = &Gradient[T]{Solution: solution, Times: make([]float64, len(p.Times))}
	for _, block := range s.system.Blocks {
		a.out.Y0 = append(a.out.Y0, make([]T, p.Rows*block.Width))
		a.bar = append(a.bar, make([]float64, p.Rows*block.Width))
	}
	for _, block := range s.system.Extras {
		a.out.Extras = append(a.out.Extras, make([]T, p.Rows*block.Width))
	}
	for _, n := range s.paramLengths() {
		a.out.Params = append(a.out.Params, make([]float64, n))
	}
	return a
}

// forward solves part by part and fills in the course.
func (a *along[T]) forward(ctx context.Context) error {
	s, p := a.solver, a.p
	y, from := a.startState(), p.T0
	if p.Times[0] == p.T0 {
		a.put(0, y)
	}
	for _, k := range a.knots {
		end := k.t
		if k.jump {
			end = after(k.t, p.T0, s.plan.epsilon > 1e-10)
		}
		part := &Problem[T]{T0: from, T1: end, Rows: p.Rows, Y: y, Extras: p.Extras}
		out, err := s.Solve(ctx, part)
		if err != nil {
			return errors.Wrapf(err, "from %v to %v", from, end)
		}
		a.out.Forward.add(out.Stats)
		a.parts = append(a.parts, part)
		y = stateOf(out)
		if k.output >= 0 {
			a.put(k.output, y)
		}
		a.before = append(a.before, y)
		from = k.t
		if k.jump {
			from = after(k.t, p.T1, s.plan.epsilon > 1e-10)
			if y, err = a.jump(k.t, y); err != nil {
				return err
			}
		}
	}
	return a.finish(y)
}

func (a *along[T]) startState() [][]T {
	var y [][]T
	for b, block := range a.solver.system.Blocks {
		if a.p.Y == nil || a.p.Y[b] == nil {
			y = append(y, make([]T, a.p.Rows*block.Width))
			continue
		}
		y = append(y, a.p.Y[b])
	}
	return y
}

// stateOf is the end of a solution as the beginning of a problem.
func stateOf[T graph.Float](out *Solution[T]) (y [][]T) {
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

// put writes a state as output i and those at the same time.
func (a *along[T]) put(i int, y [][]T) {
	for output := i; output < a.p.equalTimes(i); output++ {
		a.putOne(output, y)
	}
}

func (a *along[T]) putOne(i int, y [][]T) {
	n := len(a.p.Times)
	for b, block := range a.solver.system.Blocks {
		w := block.Width
		for row := range a.p.Rows {
			for c, v := range y[b][row*w : (row+1)*w] {
				if at := (row*n+i)*w + c; block.Quadrature {
					a.course.AtQuad[b][at] = float64(v)
				} else {
					a.course.At[b][at] = v
				}
			}
		}
	}
}

// finish makes the last state that of the solution.
func (a *along[T]) finish(y [][]T) error {
	out := a.out.Solution
	for b, block := range a.solver.system.Blocks {
		for i, v := range y[b] {
			if block.Quadrature {
				out.Quad[b][i] = float64(v)
			} else {
				out.Y[b][i] = v
			}
		}
	}
	for row := range out.Status {
		out.Status[row] = Done
		out.stopped[row] = stop{t: a.p.Times[len(a.p.Times)-1]}
	}
	out.Stats = a.out.Forward
	return nil
}
