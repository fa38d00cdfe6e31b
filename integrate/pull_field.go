package integrate

import (
	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// pullFieldCode is the compiled pullback of the right-hand side itself.
type pullFieldCode[T graph.Float] struct {
	program         *graph.Program[T]
	t               int
	y, extras, kBar []int
	yOut, xOut      []int
	tOut            int
	params          []int
	run             price
}

func compilePullField[T graph.Float](s *System, p *plan) (*pullFieldCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := inputNodes(s, b, p.shared)
	k, err := derivative(s, b, t, y, extras)
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
	var in, out ports
	c := &pullFieldCode[T]{t: in.add(t), y: in.addAll(y), extras: in.addAll(extras), kBar: in.addAll(bars.k)}
	c.yOut, grads = portsOf(&out, y, grads)
	c.xOut, grads = portsOf(&out, extras, grads)
	c.tOut = out.add(grads[0])
	perRow := len(out.nodes)
	c.params, _ = portsOf(&out, params, grads[1:])
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of the right-hand side")
	}
	c.run, _ = priceOf(c.program, out.nodes)
	return c, nil
}
