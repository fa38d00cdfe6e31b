// The adjoint equations as a system.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Adjoint returns the adjoint equations of a system, to be solved from the end back
// to the start. For states y, quadratures q with dq/dt = g, constant inputs c, parameters θ
// and H = Σ aᵀf + Σ q̄ᵀg,
//
//	dy/dt = f,   da/dt = −∂H/∂y,   dc̄/dt = −∂H/∂c,   dθ̄/dt = −∂H/∂θ.
//
// Its blocks are y and a for each state and q for each quadrature under error control, then c̄ for each constant input.
// Each c̄ is a quadrature outside error control (the seminorm of Kidger, Chen, Lyons, "Hey, that's not an ODE", 2021).
// Steps that follow y and a may miss what only q shows of g. Fixed steps follow nothing and take no q. The constant
// inputs are those of the system, then q̄ for each quadrature. The Reduction, nil without parameters, sums θ̄ over the
// batch.
func Adjoint(s *ode.System, fixed bool) (*ode.System, *Reduction) {
	a := &adjoint{system: s, fixed: fixed}
	out := &ode.System{Params: s.Params, SumErrors: s.SumErrors, Build: a.build, Args: append([]ode.Block(nil), s.Args...)}
	for _, block := range s.Blocks {
		if block.Quadrature {
			out.Args = append(out.Args, ode.Block{Name: "cotangent of " + block.Name, Width: block.Width})
			if Followed(block, fixed) {
				out.Blocks = append(out.Blocks, block)
			}
			continue
		}
		out.Blocks = append(out.Blocks, block, ode.Block{Name: "cotangent of " + block.Name, Width: block.Width, Uncontrolled: block.Uncontrolled})
	}
	for _, x := range s.Args {
		out.Blocks = append(out.Blocks, ode.Block{Name: "cotangent of " + x.Name, Width: x.Width, Quadrature: true, Uncontrolled: true})
	}
	if s.Params == nil || len(s.Params.List()) == 0 {
		return out, nil
	}
	return out, &Reduction{build: a.reduce, count: len(s.Params.List())}
}

// Followed reports whether the adjoint equations have a quadrature as a block.
func Followed(block ode.Block, fixed bool) bool {
	return block.Quadrature && !block.Uncontrolled && !fixed
}

type adjoint struct {
	system *ode.System
	fixed  bool // steps are without error control
}

// arguments sorts the blocks and constant inputs of the adjoint system: into the state and inputs of the original
// system, and the cotangents of its derivatives, by block.
func (a *adjoint) arguments(y, args []*G.Node) (state, inputs, bars []*G.Node) {
	n := len(a.system.Args)
	inputs, constant := args[:n], args[n:]
	for _, block := range a.system.Blocks {
		if block.Quadrature {
			state, bars, constant = append(state, nil), append(bars, constant[0]), constant[1:]
			if Followed(block, a.fixed) {
				y = y[1:]
			}
			continue
		}
		state, bars, y = append(state, y[0]), append(bars, y[1]), y[2:]
	}
	return state, inputs, bars
}

func (a *adjoint) build(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	state, inputs, bars := a.arguments(y, args)
	f, err := Derivative(a.system, b, t, state, inputs)
	if err != nil {
		return nil, err
	}
	outs, cotangents := pairs(f, bars)
	grads := b.VJP(outs, cotangents, append(present(state), inputs...))
	if b.Err() != nil {
		return nil, b.Err()
	}
	var out []*G.Node
	for i, block := range a.system.Blocks {
		switch {
		case state[i] != nil:
			out, grads = append(out, f[i], negative(b, grads[0])), grads[1:]
		case Followed(block, a.fixed):
			out = append(out, f[i])
		}
	}
	for _, g := range grads {
		out = append(out, negative(b, g))
	}
	return out, b.Err()
}

// reduce adds Σ_r −weight_r ∂H_r/∂θ. It uses the cotangents of build and weights only the sums over the batch.
func (a *adjoint) reduce(b *graph.Builder, t *G.Node, y, args []*G.Node, weight *G.Node) ([]*G.Node, error) {
	state, inputs, bars := a.arguments(y, args)
	f, err := Derivative(a.system, b, t, state, inputs)
	if err != nil {
		return nil, err
	}
	outs, cotangents := pairs(f, bars)
	params := paramNodes(b, a.system)
	// The state is in wrt too, so that the derivative stops there: a stage depends on θ also through earlier stages.
	wrt := append(params, present(state)...)
	weight = b.Neg(weight)
	grads := b.VJP(outs, cotangents, wrt)
	if b.Err() != nil {
		return nil, b.Err()
	}
	weighted, err := b.WeightRows(grads[:len(params)], weight)
	var notLinear *graph.NotLinearError
	if errors.As(err, &notLinear) { // dynamics with operations of the user's
		return a.reduceWeighted(b, outs, cotangents, wrt, weight)
	}
	return weighted, err
}

// reduceWeighted differentiates a second time, with each row's cotangents multiplied by its weight.
func (a *adjoint) reduceWeighted(b *graph.Builder, outs, cotangents, wrt []*G.Node, weight *G.Node) ([]*G.Node, error) {
	for i, bar := range cotangents {
		cotangents[i] = b.Mul(bar, weight)
	}
	grads := b.VJP(outs, cotangents, wrt)
	if b.Err() != nil {
		return nil, b.Err()
	}
	return grads[:len(paramNodes(b, a.system))], nil
}

// pairs drops the blocks whose derivative is zero.
func pairs(f, bars []*G.Node) (outs, cotangents []*G.Node) {
	for i, n := range f {
		if n != nil {
			outs, cotangents = append(outs, n), append(cotangents, bars[i])
		}
	}
	return outs, cotangents
}

func negative(b *graph.Builder, n *G.Node) *G.Node {
	if n == nil {
		return nil
	}
	return b.Neg(n)
}
