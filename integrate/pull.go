package integrate

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// pullCode is the compiled pullback (vector–Jacobian product) of a step: from the
// cotangents of y₁, of the quadrature increments and of k_last to those of y, k₁,
// extras, t, h and the parameters.
type pullCode[T graph.Float] struct {
	program             *graph.Program[T]
	t, h                int
	y, k1, extras       []int
	yBar, qBar, kBar    []int // inputs: cotangents of the results of the step
	yOut, kOut, xOut    []int // outputs: cotangents of y, k1, extras
	tOut, hOut          int
	params              []int
	first               *pullFieldCode[T] // for k₁ of the first step; nil without FSAL
	evaluationsPerStep  int
	evaluationsAtTheEnd int
	run                 price
}

func compilePull[T graph.Float](s *System, p *plan) (*pullCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g, err := buildStep(s, p.Tableau, b, p.shared, false)
	if err != nil {
		return nil, err
	}
	cotangents := newCotangents(b, s, g)
	wrt, params := g.independent(b)
	bars := b.VJP(cotangents.outs, cotangents.bars, wrt)
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating a step")
	}
	var in, out ports
	c := &pullCode[T]{t: in.add(g.t), h: in.add(g.h), y: in.addAll(g.y), k1: in.addAll(orNone(g.k1, len(g.y))),
		extras: in.addAll(g.extras), yBar: in.addAll(cotangents.y), qBar: in.addAll(cotangents.q), kBar: in.addAll(cotangents.k),
		evaluationsPerStep: p.Tableau.evaluationsPerStep()}
	c.yOut, bars = portsOf(&out, g.y, bars)
	c.kOut, bars = portsOf(&out, orNone(g.k1, len(g.y)), bars)
	c.xOut, bars = portsOf(&out, g.extras, bars)
	c.tOut, c.hOut = out.add(bars[0]), out.add(bars[1])
	perRow := len(out.nodes)
	c.params, _ = portsOf(&out, params, bars[2:])
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of a step")
	}
	c.run, _ = priceOf(c.program, out.nodes)
	return c, c.compileFirst(s, p)
}

func (c *pullCode[T]) compileFirst(s *System, p *plan) (err error) {
	if p.Tableau.FSAL() {
		c.evaluationsAtTheEnd = 1
		c.first, err = compilePullField[T](s, p)
	}
	return err
}

// cotangents are the inputs of a pullback and the nodes they belong to.
type cotangents struct {
	outs, bars []*G.Node
	y, q, k    []*G.Node // by block
}

func newCotangents(b *graph.Builder, s *System, g *stepGraph) *cotangents {
	c := &cotangents{}
	for i, block := range s.Blocks {
		c.y = append(c.y, c.of(b, g.y1[i], "cotangent y."+block.Name, block.Width))
		c.q = append(c.q, c.of(b, g.increment[i], "cotangent q."+block.Name, block.Width))
		c.k = append(c.k, c.of(b, g.kLast[i], "cotangent k."+block.Name, block.Width))
	}
	return c
}

func (c *cotangents) of(b *graph.Builder, n *G.Node, name string, width int) *G.Node {
	if n == nil {
		return nil
	}
	bar := b.Input(name, width)
	c.outs, c.bars = append(c.outs, n), append(c.bars, bar)
	return bar
}

// independent lists what the step is differentiated by: y, k1, extras, t, h, params.
func (g *stepGraph) independent(b *graph.Builder) (wrt, params []*G.Node) {
	for _, list := range [][]*G.Node{g.y, g.k1, g.extras} {
		wrt = append(wrt, present(list)...)
	}
	params = paramNodes(b, g.system)
	return append(append(wrt, g.t, g.h), params...), params
}

func paramNodes(b *graph.Builder, s *System) (nodes []*G.Node) {
	if s.Params == nil {
		return nil
	}
	for _, q := range s.Params.List() {
		nodes = append(nodes, b.Param(q))
	}
	return nodes
}

func present(list []*G.Node) (out []*G.Node) {
	for _, n := range list {
		if n != nil {
			out = append(out, n)
		}
	}
	return out
}

// portsOf gives ports to the first of bars, one for each node of list that exists,
// and returns the bars that are left.
func portsOf(p *ports, list, bars []*G.Node) (numbers []int, rest []*G.Node) {
	for _, n := range list {
		if n == nil {
			numbers = append(numbers, absent)
			continue
		}
		numbers = append(numbers, p.add(bars[0]))
		bars = bars[1:]
	}
	return numbers, bars
}
