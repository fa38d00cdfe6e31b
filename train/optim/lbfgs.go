// L-BFGS: directions by gonum/optimize, from the curvature that the last steps have met.

package optim

import (
	"cmp"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// LBFGS is the limited-memory quasi-Newton method of Liu and Nocedal (On the limited memory BFGS method, 1989), with
// the line search of Moré and Thuente (1994). Both are gonum's. A step computes losses until one meets the strong Wolfe
// conditions. Value and gradient come from one solve, and the next step starts with those at which a step ends. Its
// loss is that of all rows, so for many rows Adam makes more progress in the same time. A fit ends when LBFGS finds no
// lower loss, along the gradient alone either, from a step as long as the weights too if the first one is far from that.
//
// LBFGS leaves parameters without a gradient as they are. A fit moves the running moments of a stack's norms after each
// step, which changes the loss a little: LBFGS then takes more steps than for a flow without norms.
type LBFGS struct {
	Rate  float64 // the first step that a search tries, in lengths of its direction; 0: 1
	Store int     // number of steps that are remembered; 0: 15
}

// Traits implements Optimizer.
func (l LBFGS) Traits() Traits { return Traits{Name: "LBFGS", Rate: cmp.Or(l.Rate, 1), Fixed: true} }

// Start implements Optimizer. The vectors of a state are the weights at the starts of the last steps, each with its
// gradient.
func (l LBFGS) Start(params []*graph.Param, from *State) (Run, error) {
	if err := checkSettings("LBFGS", params, setting{"Rate", l.Rate, math.Inf(1)}, setting{"Store", float64(l.Store), 1 << 16}); err != nil {
		return nil, err
	}
	l.Rate, l.Store = l.Traits().Rate, cmp.Or(l.Store, 15)
	r := &quasiNewton{LBFGS: l, params: params, state: &State{}, scale: 1}
	if from == nil {
		return r, nil
	}
	if !from.Fits(params) || len(from.Vectors)%2 != 0 {
		return nil, errors.Wrapf(ErrSettings, "a state of %d vectors, want pairs of the parameters' sizes", len(from.Vectors))
	}
	r.remember(from.Vectors)
	r.state.Step = from.Step
	return r, nil
}

type quasiNewton struct {
	LBFGS
	params []*graph.Param
	state  *State
	method *optimize.LBFGS // nil: the curvature is unknown
	scale  float64         // of loss and gradient in method
}

func (r *quasiNewton) State() *State { return r.state }

// direction returns where to go from x with gradient g, and the length of the first step tried. It remembers x and g.
func (r *quasiNewton) direction(x, g []float64) (direction []float64, length float64) {
	at, direction := &optimize.Location{X: x, Gradient: times(r.scale, g)}, make([]float64, len(x))
	if !r.curves(x, g) {
		r.forget()
	}
	if r.method == nil {
		r.method = &optimize.LBFGS{Store: r.Store}
		length = r.method.InitDirection(at, direction)
	} else {
		length = r.method.NextDirection(at, direction)
	}
	r.still(direction, g)
	kept := append(r.state.Vectors, r.unflat(x), r.unflat(g))
	r.state.Vectors = kept[max(0, len(kept)-2*(r.Store+1)):]
	return direction, length
}

// still leaves out of a direction the parameters that the loss does not depend on, whose gradient is 0. Others may have
// moved them between steps, as batches move the running moments of norms, which the curvature would go on with.
func (r *quasiNewton) still(direction, gradient []float64) {
	for _, p := range r.params {
		if n := p.Len(); !slices.ContainsFunc(gradient[:n], isNotZero) {
			clear(direction[:n])
		}
		direction, gradient = direction[p.Len():], gradient[p.Len():]
	}
}

// curves says whether the loss curves upwards between the last point and x. If not, there is no quasi-Newton direction.
func (r *quasiNewton) curves(x, g []float64) bool {
	n := len(r.state.Vectors)
	if n == 0 {
		return false
	}
	last, slope := flat(r.state.Vectors[n-2]), flat(r.state.Vectors[n-1])
	floats.SubTo(last, x, last)
	floats.SubTo(slope, g, slope)
	return floats.Dot(last, times(r.scale, slope)) > 0
}

// remember repeats the directions of points, each with its gradient. If Store has become smaller, the first points are
// dropped.
func (r *quasiNewton) remember(points [][][]float64) {
	r.forget()
	for i := 0; i < len(points); i += 2 {
		r.direction(flat(points[i]), flat(points[i+1]))
	}
}

func (r *quasiNewton) forget() { r.method, r.state.Vectors = nil, nil }

func (r *quasiNewton) Step(at *Point, factor float64) error {
	if err := at.check(r.params); err != nil {
		return err
	}
	if err := at.checkLoss(); err != nil {
		return err
	}
	if factor == 0 { // no step, and no sign of convergence
		return nil
	}
	x, g, before := flat(at.Weights), flat(at.Gradient), r.state.Vectors
	if scale := scaleFor(g); scale != r.scale {
		r.scale = scale
		r.remember(before)
	}
	for range 2 { // the second time by the gradient alone
		if floats.Norm(g, 2) == 0 {
			break
		}
		alone := r.method == nil
		direction, length := r.direction(x, g)
		s := &search{point: at.times(r.scale, r.params), unflat: r.unflat, x: x, direction: direction, slope: floats.Dot(times(r.scale, g), direction)}
		found, err := s.along(firstSteps(length, r.Rate*factor, x, alone))
		if err != nil {
			r.remember(before) // a run that ends within a step is resumed from before that step
			return err
		}
		if found != nil {
			r.state.Step++
			for _, w := range at.Weights {
				found = found[copy(w, found):]
			}
			return nil
		}
		r.forget()
		if alone {
			break
		}
	}
	return errors.WithStack(ErrConverged)
}

func flat(v [][]float64) (out []float64) {
	for _, part := range v {
		out = append(out, part...)
	}
	return out
}

// unflat is the inverse of flat, on a copy.
func (r *quasiNewton) unflat(x []float64) [][]float64 {
	out := zeros(r.params)
	for _, part := range out {
		x = x[copy(part, x):]
	}
	return out
}
