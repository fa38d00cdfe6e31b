// The graph of the pullback of an event or a jump.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// eventGraph is the graph of the pullback of what happens to rows at one time: a jump, or an event that sets the time.
// "Before" and "after" are before and after the jump or event.
type eventGraph struct {
	system  *ode.System
	b       *graph.Builder
	t       *G.Node
	y, args []*G.Node
	mask    *G.Node   // R×1: 1 in the lanes in use
	timeBar *G.Node   // R×1: the cotangent of t so far
	bars    []*G.Node // cotangents after, by block

	yOut, argsOut, params []*G.Node // cotangents before; nil for parts without one
	tOut                  *G.Node
}

// pulled differentiates outs and adds the derivatives to the results, by what they are derivatives with respect to.
func (g *eventGraph) pulled(outs, bars []*G.Node) {
	params := paramNodes(g.b, g.system)
	wrt := append(append(append(present(g.y), g.args...), g.t), params...)
	grads := g.b.VJP(outs, bars, wrt)
	if g.b.Err() != nil {
		return
	}
	for _, y := range g.y {
		var grad *G.Node
		if y != nil {
			grad, grads = grads[0], grads[1:]
		}
		g.yOut = append(g.yOut, grad)
	}
	g.argsOut, grads = grads[:len(g.args)], grads[len(g.args):]
	g.tOut, g.params = grads[0], grads[1:]
}

// keep adds the cotangent of a block that a jump leaves as it is.
func (g *eventGraph) keep(block int) {
	if g.yOut[block] == nil {
		g.yOut[block] = g.b.Scale(g.bars[block], 1)
		return
	}
	g.yOut[block] = g.b.Add(g.yOut[block], g.bars[block])
}

// jump pulls the cotangents back through y⁺ = g(t, y⁻).
func (g *eventGraph) jump(jump Jump) error {
	z, err := jumped(g.system, jump, g.b, g.t, g.y, g.args)
	if err != nil {
		return err
	}
	outs, bars := pairs(z, g.bars)
	g.pulled(outs, bars)
	for i, y := range g.y {
		if y != nil && z[i] == nil && g.b.Err() == nil {
			g.keep(i)
		}
	}
	return errors.Wrap(g.b.Err(), "differentiating a jump")
}

// event pulls the cotangents back through e(t, y) = 0, which sets the time. With the cotangents τ of the time, λ of the
// state and q̄ of the quadratures,
//
//	c = −(τ + λ·f + q̄·g)/(∂e/∂t + ∇e·f)
//
// times the derivatives of e is added to the cotangents at fixed time.
func (g *eventGraph) event(event int) error {
	b := g.b
	e, err := eventFunction(g.system, event, b, g.t, g.y, g.args)
	if err != nil {
		return err
	}
	f, err := Derivative(g.system, b, g.t, g.y, g.args)
	if err != nil {
		return err
	}
	power, speed := g.power(f), g.speed(e, f)
	if b.Err() != nil || speed == nil {
		return errors.Wrapf(ode.ErrSystem, "event %d does not change along the solution (%v)", event, b.Err())
	}
	// Unused lanes get 0/1 instead of 0/0.
	rest := b.Shift(b.Neg(g.mask), 1)
	c := b.Neg(b.Div(b.Mul(power, g.mask), b.Add(b.Mul(speed, g.mask), rest)))
	g.pulled([]*G.Node{e}, []*G.Node{c})
	for i, y := range g.y {
		if y != nil && b.Err() == nil {
			g.keep(i)
		}
	}
	g.tOut = nil // the time before is fixed
	return errors.Wrap(b.Err(), "differentiating an event")
}

// power is τ + λ·f + q̄·g, the derivative of the loss along the solution.
func (g *eventGraph) power(f []*G.Node) *G.Node {
	sum := g.timeBar
	for i, k := range f {
		if k != nil {
			sum = g.b.Add(sum, g.b.SumCols(g.b.Mul(g.bars[i], k)))
		}
	}
	return sum
}

// speed is ∂e/∂t + ∇e·f, the derivative of e along the solution; nil if it is zero.
func (g *eventGraph) speed(e *G.Node, f []*G.Node) *G.Node {
	var wrt, along []*G.Node
	for i, y := range g.y {
		if y != nil && f[i] != nil {
			wrt, along = append(wrt, y), append(along, f[i])
		}
	}
	one := g.b.Shift(g.b.Scale(g.t, 0), 1)
	moved := g.b.JVP([]*G.Node{e}, append(wrt, g.t), append(along, one))
	if g.b.Err() != nil {
		return nil
	}
	return moved[0]
}
