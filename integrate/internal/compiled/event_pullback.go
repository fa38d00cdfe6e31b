package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// EventPullback is the graph of the pullback of what happens to rows at one time of their way: a
// jump, or an event that sets the time.
type EventPullback struct {
	System    *ode.System
	B         *graph.Builder
	T         *G.Node
	Y, Extras []*G.Node
	Mask      *G.Node   // R×1: 1 in the lanes in use
	TimeBar   *G.Node   // R×1: the cotangent of t that is known so far
	Bars      []*G.Node // cotangents by block, after what happens

	YOut, XOut, Params []*G.Node // cotangents before it; nil where there is none
	TOut               *G.Node
}

// pulled sorts the derivatives of outs by what the instant is made of into its results.
func (in *EventPullback) pulled(outs, bars []*G.Node) {
	params := paramNodes(in.B, in.System)
	wrt := append(append(append(present(in.Y), in.Extras...), in.T), params...)
	grads := in.B.VJP(outs, bars, wrt)
	if in.B.Err() != nil {
		return
	}
	for _, y := range in.Y {
		var grad *G.Node
		if y != nil {
			grad, grads = grads[0], grads[1:]
		}
		in.YOut = append(in.YOut, grad)
	}
	in.XOut, grads = grads[:len(in.Extras)], grads[len(in.Extras):]
	in.TOut, in.Params = grads[0], grads[1:]
}

// keep adds the cotangent of a block that is there after the instant as it was before.
func (in *EventPullback) keep(block int) {
	if in.YOut[block] == nil {
		in.YOut[block] = in.B.Scale(in.Bars[block], 1)
		return
	}
	in.YOut[block] = in.B.Add(in.YOut[block], in.Bars[block])
}

// Jump is y⁺ = g(t, y⁻): the cotangents of y⁺ become those of y⁻.
func (in *EventPullback) Jump(jump ode.Jump) error {
	z, err := jumped(in.System, jump, in.B, in.T, in.Y, in.Extras)
	if err != nil {
		return err
	}
	outs, bars := pairs(z, in.Bars)
	in.pulled(outs, bars)
	for i, y := range in.Y {
		if y != nil && z[i] == nil && in.B.Err() == nil {
			in.keep(i)
		}
	}
	return errors.Wrap(in.B.Err(), "differentiating a jump")
}

// Event is e(t, y) = 0, which sets the time: with the cotangents τ of time, λ of the state
// and q̄ of the quadratures,
//
//	c = −(τ + λ·f + q̄·g)/(∂e/∂t + ∇e·f)
//
// times the derivatives of e is what comes in at fixed time.
func (in *EventPullback) Event(p *control.Plan, event int) error {
	b := in.B
	e, err := eventFunction(in.System, event, b, in.T, in.Y, in.Extras)
	if err != nil {
		return err
	}
	f, err := Derivative(in.System, b, in.T, in.Y, in.Extras)
	if err != nil {
		return err
	}
	power, speed := in.power(f), in.speed(e, f)
	if b.Err() != nil || speed == nil {
		return errors.Wrapf(ode.ErrSystem, "event %d does not change along the solution (%v)", event, b.Err())
	}
	// Outside the mask 0/1 instead of 0/0.
	rest := b.Shift(b.Neg(in.Mask), 1)
	c := b.Neg(b.Div(b.Mul(power, in.Mask), b.Add(b.Mul(speed, in.Mask), rest)))
	in.pulled([]*G.Node{e}, []*G.Node{c})
	for i, y := range in.Y {
		if y != nil && b.Err() == nil {
			in.keep(i)
		}
	}
	in.TOut = nil // the time is fixed now
	return errors.Wrap(b.Err(), "differentiating an event")
}

// power is τ + λ·f + q̄·g.
func (in *EventPullback) power(f []*G.Node) *G.Node {
	sum := in.TimeBar
	for i, k := range f {
		if k != nil {
			sum = in.B.Add(sum, in.B.SumCols(in.B.Mul(in.Bars[i], k)))
		}
	}
	return sum
}

// speed is ∂e/∂t + ∇e·f, nil if it is zero.
func (in *EventPullback) speed(e *G.Node, f []*G.Node) *G.Node {
	var wrt, along []*G.Node
	for i, y := range in.Y {
		if y != nil && f[i] != nil {
			wrt, along = append(wrt, y), append(along, f[i])
		}
	}
	one := in.B.Shift(in.B.Scale(in.T, 0), 1)
	moved := in.B.JVP([]*G.Node{e}, append(wrt, in.T), append(along, one))
	if in.B.Err() != nil {
		return nil
	}
	return moved[0]
}
