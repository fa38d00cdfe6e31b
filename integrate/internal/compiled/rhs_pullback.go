// The pullback of the right-hand side.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// RHSPullback is the compiled pullback of the right-hand side: from the cotangents of dy/dt to those of its inputs and
// of the parameters.
type RHSPullback[T graph.Float] struct {
	Program *graph.Program[T]
	Inputs[T]
	KBar          Ports[T]
	YOut, ArgsOut Ports[T]
	TOut          Port[T]
	Params        Ports[T]
	Run           Cost
}

func compileRHSPullback[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme) (*RHSPullback[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	t, y, args := InputNodes(s, b, p.Shared)
	k, err := Derivative(s, b, t, y, args)
	if err != nil {
		return nil, err
	}
	var bars cotangents
	for i, block := range s.Blocks {
		bars.k = append(bars.k, bars.of(b, k[i], "cotangent k."+block.Name, block.Width))
	}
	params := paramNodes(b, s)
	grads := b.VJP(bars.outs, bars.bars, append(append(append(present(y), args...), t), params...))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating the right-hand side")
	}
	c := &RHSPullback[T]{Inputs: inputs[T](t, y, args), KBar: portsOf[T](bars.k)}
	c.YOut, grads = portsFor[T](y, grads)
	c.ArgsOut, grads = portsFor[T](args, grads)
	c.TOut = portOf[T](grads[0])
	c.Params, _ = portsFor[T](params, grads[1:])
	if c.Program, err = compile(b, "the pullback of the right-hand side", c.ports); err != nil {
		return nil, err
	}
	c.Run, _ = CostOf(c.Program)
	return c, nil
}

func (c *RHSPullback[T]) ports(w *wiring[T]) {
	c.Inputs.ports(w)
	w.inputsOf(&c.KBar)
	w.outputsOf(&c.YOut)
	w.outputsOf(&c.ArgsOut)
	w.output(&c.TOut)
	w.sumsOf(&c.Params)
}

// Clone is a copy for another worker.
func (c *RHSPullback[T]) Clone() *RHSPullback[T] {
	other := *c
	other.Program = clone(c.Program, other.ports)
	return &other
}
