package integrate

import (
	"context"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Course is the solution at the output times, and where a loss writes its derivatives.
type Course[T graph.Float] struct {
	Times []float64
	// At and AtQuad are those of Solution, At[b][(row*len(Times)+i)*Width+column].
	At     [][]T
	AtQuad [][]float64
	// AtBar and AtQuadBar have the same shapes and are zero at first.
	AtBar     [][]T
	AtQuadBar [][]float64
}

// LossAlong is a loss of the solution at the output times, of all rows together.
type LossAlong[T graph.Float] func(c *Course[T]) (float64, error)

// GradientAlong differentiates a loss of the solution at Problem.Times, by any of the
// methods; Gradient.Times has the derivatives with respect to the times themselves.
//
// It solves from one output, stop or jump time to the next, so steps end on each of them,
// and goes back over these parts one by one, solving each once more: memory is that of the
// states at these times and of one part. The gradient is exact for these solves, whose
// outputs differ from those of Solve by the tolerance. What comes after the last output
// time has no influence and is not solved. Events are not available here.
func (s *Solver[T]) GradientAlong(ctx context.Context, p *Problem[T], loss LossAlong[T], settings *GradientSettings) (*Gradient[T], error) {
	if loss == nil {
		return nil, settingsError("GradientAlong needs a loss")
	}
	if err := p.check(s.system); err != nil {
		return nil, err
	}
	if len(p.Times) == 0 {
		return nil, settingsError("GradientAlong needs Problem.Times")
	}
	if len(s.system.Events) > 0 {
		return nil, errors.Wrap(ErrSystem, "the gradient along the way of a system with events is not available")
	}
	a := newAlong(s, p)
	if err := a.forward(ctx); err != nil {
		return a.out, err
	}
	var err error
	guard := guarded("the loss", func() error { a.out.Loss, err = loss(&a.course); return err })
	if guard != nil {
		return a.out, guard
	}
	return a.out, a.backward(ctx, settings)
}

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
	a := &along[T]{solver: s, p: p, knots: p.knots(true)}
	last := 0
	for i, k := range a.knots {
		if k.output >= 0 {
			last = i + 1
		}
	}
	a.knots = a.knots[:last]
	solution := &Solution[T]{}
	solution.fit(s.system, p.Rows)
	solution.expect(p, s.system, s.plan.Tableau)
	a.course = Course[T]{Times: p.Times, At: solution.At, AtQuad: solution.AtQuad}
	a.out = &Gradient[T]{Solution: solution, Times: make([]float64, len(p.Times))}
	for b, block := range s.system.Blocks {
		a.out.Y0 = append(a.out.Y0, make([]T, p.Rows*block.Width))
		a.bar = append(a.bar, make([]float64, p.Rows*block.Width))
		a.course.AtBar = append(a.course.AtBar, make([]T, len(solution.At[b])))
		a.course.AtQuadBar = append(a.course.AtQuadBar, make([]float64, len(solution.AtQuad[b])))
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
			if y, err = s.jumpRows(k.t, y, p); err != nil {
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

// put writes a state as output i.
func (a *along[T]) put(i int, y [][]T) {
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

// backward carries the cotangents back over the parts.
func (a *along[T]) backward(ctx context.Context, settings *GradientSettings) error {
	for i := len(a.parts) - 1; i >= 0; i-- {
		k := a.knots[i]
		if k.jump && i < len(a.parts)-1 {
			if err := a.solver.pullJump(a, k.t, a.before[i]); err != nil {
				return err
			}
		}
		a.inject(k.output)
		g, err := a.solver.Gradient(ctx, a.parts[i], a.towards(), settings)
		if err != nil {
			return errors.Wrapf(err, "back from %v to %v", a.parts[i].T1, a.parts[i].T0)
		}
		a.collect(i, g)
	}
	if a.p.Times[0] == a.p.T0 {
		a.inject(0)
	}
	for b, bar := range a.bar {
		for i, v := range bar {
			a.out.Y0[b][i] = T(v)
		}
	}
	return nil
}

// inject adds the cotangents of output i.
func (a *along[T]) inject(i int) {
	n := len(a.p.Times)
	for b, block := range a.solver.system.Blocks {
		w := block.Width
		for k := range a.bar[b] {
			switch at := (k/w*n+i)*w + k%w; {
			case i < 0:
			case block.Quadrature:
				a.bar[b][k] += a.course.AtQuadBar[b][at]
			default:
				a.bar[b][k] += float64(a.course.AtBar[b][at])
			}
		}
	}
}

// towards is the loss whose derivatives are the cotangents.
func (a *along[T]) towards() Loss[T] {
	return func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		for b, block := range a.solver.system.Blocks {
			for i, v := range a.bar[b][lo*block.Width : hi*block.Width] {
				if block.Quadrature {
					qbar[b][i] = v
				} else {
					ybar[b][i] = T(v)
				}
			}
		}
		return 0, nil
	}
}

// collect takes in the gradient of part i.
func (a *along[T]) collect(i int, g *Gradient[T]) {
	for b, y := range g.Y0 {
		for k, v := range y {
			a.bar[b][k] = float64(v)
		}
	}
	for e, x := range g.Extras {
		for k, v := range x {
			a.out.Extras[e][k] += v
		}
	}
	for q, sum := range g.Params {
		for k, v := range sum {
			a.out.Params[q][k] += v
		}
	}
	a.out.Backward.add(g.Forward)
	a.out.Backward.add(g.Backward)
	a.out.Miss = max(a.out.Miss, g.Miss)
	a.addTime(i, g.T1)
	a.addTime(i-1, g.T0)
}

// addTime adds to the derivative with respect to the time of knot i, −1 being the start.
func (a *along[T]) addTime(i int, v float64) {
	if i < 0 {
		a.out.T0 += v
		return
	}
	k := a.knots[i]
	if k.output >= 0 {
		a.out.Times[k.output] += v
	}
	if k.t == a.p.T1 {
		a.out.T1 += v
	}
}
