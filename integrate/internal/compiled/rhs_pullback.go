package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// RHSPullbackCode is the compiled pullback of the right-hand side itself.
type RHSPullbackCode[T graph.Float] struct {
	Program         *graph.Program[T]
	T               int
	Y, Extras, KBar []int
	YOut, XOut      []int
	TOut            int
	Params          []int
	Run             Cost
}

func compileRHSPullback[T graph.Float](s *ode.System, p *control.Plan) (*RHSPullbackCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := InputNodes(s, b, p.Shared)
	k, err := Derivative(s, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var bars cotangents
	for i, block := range s.Blocks {
		bars.k = append(bars.k, bars.of(b, k[i], "cotangent k."+block.Name, block.Width))
	}
	params := paramNodes(b, s)
	wrt := append(append(append(present(y), extras...), t), params...)
	grads := b.VJP(bars.outs, bars.bars, wrt)
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating the right-hand side")
	}
	var in, out Ports
	c := &RHSPullbackCode[T]{T: in.Add(t), Y: in.AddAll(y), Extras: in.AddAll(extras), KBar: in.AddAll(bars.k)}
	c.YOut, grads = portsOf(&out, y, grads)
	c.XOut, grads = portsOf(&out, extras, grads)
	c.TOut = out.Add(grads[0])
	perRow := len(out.Nodes)
	c.Params, _ = portsOf(&out, params, grads[1:])
	c.Program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b, Accumulate: out.Nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of the right-hand side")
	}
	c.Run, _ = CostOf(c.Program)
	return c, nil
}
