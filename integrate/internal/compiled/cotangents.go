// The inputs of a pullback.

package compiled

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// cotangents holds the inputs of a pullback and the nodes whose cotangents they are.
type cotangents struct {
	outs, bars []*G.Node
	y, q, k    []*G.Node   // by block
	levels     [][]*G.Node // by level of the interpolant
}

func newCotangents(b *graph.Builder, s *ode.System, g *stepGraph, levels [][]*G.Node) *cotangents {
	c := &cotangents{}
	for i, block := range s.Blocks {
		c.y = append(c.y, c.of(b, g.y1[i], "cotangent y."+block.Name, block.Width))
		c.q = append(c.q, c.of(b, g.increment[i], "cotangent q."+block.Name, block.Width))
		c.k = append(c.k, c.of(b, g.kLast[i], "cotangent k."+block.Name, block.Width))
	}
	for p, level := range levels {
		bars := make([]*G.Node, len(level))
		for i, block := range s.Blocks {
			bars[i] = c.of(b, level[i], fmt.Sprintf("cotangent %d.%s", p, block.Name), block.Width)
		}
		c.levels = append(c.levels, bars)
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

// independent lists the nodes with respect to which the step is differentiated: y, k1, constant inputs, t, h,
// parameters.
func (g *stepGraph) independent(b *graph.Builder) (wrt, params []*G.Node) {
	for _, list := range [][]*G.Node{g.y, g.k1, g.args} {
		wrt = append(wrt, present(list)...)
	}
	params = paramNodes(b, g.system)
	return append(append(wrt, g.t, g.h), params...), params
}

// joinTimes adds the cotangents of the later stages' times t + c h, the last of bars, to those of t and h, which stand
// before the parameters'.
func (g *stepGraph) joinTimes(bars []*G.Node) []*G.Node {
	if g.b.Err() != nil {
		return nil
	}
	bars, later := bars[:len(bars)-len(g.later)], bars[len(bars)-len(g.later):]
	t := len(present(g.y)) + len(present(g.k1)) + len(g.args)
	for i, bar := range later {
		if bar != nil {
			bars[t] = sumOfNodes(g.b, bars[t], bar)
			bars[t+1] = sumOfNodes(g.b, bars[t+1], g.b.Scale(bar, g.parts[i]))
		}
	}
	return bars
}

// sumOfNodes adds two nodes; the first may be nil.
func sumOfNodes(b *graph.Builder, x, y *G.Node) *G.Node {
	if x == nil {
		return y
	}
	return b.Add(x, y)
}

func paramNodes(b *graph.Builder, s *ode.System) (nodes []*G.Node) {
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

// portsFor makes ports of the first of bars, one for each node of list that is not nil, and returns the remaining bars.
func portsFor[T graph.Float](list, bars []*G.Node) (ports Ports[T], rest []*G.Node) {
	nodes := make([]*G.Node, len(list))
	for i, n := range list {
		if n != nil {
			nodes[i], bars = bars[0], bars[1:]
		}
	}
	return portsOf[T](nodes), bars
}
