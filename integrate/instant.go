package integrate

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// instant is the graph of the pullback of what happens to rows at one time of their way: a
// jump, or an event that sets the time.
type instant struct {
	system    *System
	b         *graph.Builder
	t         *G.Node
	y, extras []*G.Node
	mask      *G.Node   // R×1: 1 in the lanes in use
	timeBar   *G.Node   // R×1: the cotangent of t that is known so far
	bars      []*G.Node // cotangents by block, after what happens

	yOut, xOut, params []*G.Node // cotangents before it; nil where there is none
	tOut               *G.Node
}

// pulled sorts the derivatives of outs by what the instant is made of into its results.
func (in *instant) pulled(outs, bars []*G.Node) {
	params := paramNodes(in.b, in.system)
	wrt := append(append(append(present(in.y), in.extras...), in.t), params...)
	grads := in.b.VJP(outs, bars, wrt)
	if in.b.Err() != nil {
		return
	}
	for _, y := range in.y {
		var grad *G.Node
		if y != nil {
			grad, grads = grads[0], grads[1:]
		}
		in.yOut = append(in.yOut, grad)
	}
	in.xOut, grads = grads[:len(in.extras)], grads[len(in.extras):]
	in.tOut, in.params = grads[0], grads[1:]
}

// keep adds the cotangent of a block that is there after the instant as it was before.
func (in *instant) keep(block int) {
	if in.yOut[block] == nil {
		in.yOut[block] = in.b.Scale(in.bars[block], 1)
		return
	}
	in.yOut[block] = in.b.Add(in.yOut[block], in.bars[block])
}

// jump is y⁺ = g(t, y⁻): the cotangents of y⁺ become those of y⁻.
func (in *instant) jump(jump Jump) error {
	z, err := jumped(in.system, jump, in.b, in.t, in.y, in.extras)
	if err != nil {
		return err
	}
	outs, bars := pairs(z, in.bars)
	in.pulled(outs, bars)
	for i, y := range in.y {
		if y != nil && z[i] == nil && in.b.Err() == nil {
			in.keep(i)
		}
	}
	return errors.Wrap(in.b.Err(), "differentiating a jump")
}

// event is e(t, y) = 0, which sets the time: with the cotangents τ of time, λ of the state
// and q̄ of the quadratures,
//
//	c = −(τ + λ·f + q̄·g)/(∂e/∂t + ∇e·f)
//
// times the derivatives of e is what comes in at fixed time.
func (in *instant) event(p *plan, event int) error {
	b := in.b
	e, err := eventFunction(in.system, event, b, in.t, in.y, in.extras)
	if err != nil {
		return err
	}
	f, err := derivative(in.system, b, in.t, in.y, in.extras)
	if err != nil {
		return err
	}
	power, speed := in.power(f), in.speed(e, f)
	if b.Err() != nil || speed == nil {
		return errors.Wrapf(ErrSystem, "event %d does not change along the solution (%v)", event, b.Err())
	}
	// Outside the mask 0/1 instead of 0/0.
	rest := b.Shift(b.Neg(in.mask), 1)
	c := b.Neg(b.Div(b.Mul(power, in.mask), b.Add(b.Mul(speed, in.mask), rest)))
	in.pulled([]*G.Node{e}, []*G.Node{c})
	for i, y := range in.y {
		if y != nil && b.Err() == nil {
			in.keep(i)
		}
	}
	in.tOut = nil // the time is fixed now
	return errors.Wrap(b.Err(), "differentiating an event")
}

// power is τ + λ·f + q̄·g.
func (in *instant) power(f []*G.Node) *G.Node {
	sum := in.timeBar
	for i, k := range f {
		if k != nil {
			sum = in.b.Add(sum, in.b.SumCols(in.b.Mul(in.bars[i], k)))
		}
	}
	return sum
}

// speed is ∂e/∂t + ∇e·f, nil if it is zero.
func (in *instant) speed(e *G.Node, f []*G.Node) *G.Node {
	var wrt, along []*G.Node
	for i, y := range in.y {
		if y != nil && f[i] != nil {
			wrt, along = append(wrt, y), append(along, f[i])
		}
	}
	one := in.b.Shift(in.b.Scale(in.t, 0), 1)
	moved := in.b.JVP([]*G.Node{e}, append(wrt, in.t), append(along, one))
	if in.b.Err() != nil {
		return nil
	}
	return moved[0]
}
