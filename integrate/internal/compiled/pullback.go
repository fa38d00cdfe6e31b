package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// PullbackCode is the compiled pullback (vector–Jacobian product) of a step: from the
// cotangents of y₁, of the quadrature increments and of k_last to those of y, k₁,
// extras, t, h and the parameters.
type PullbackCode[T graph.Float] struct {
	Program             *graph.Program[T]
	T, H                int
	Later               []int
	Parts               []float64
	Y, K1, Extras       []int
	YBar, QBar, KBar    []int // inputs: cotangents of the results of the step
	YOut, KOut, XOut    []int // outputs: cotangents of y, k1, extras
	TOut, HOut          int
	Params              []int
	First               *RHSPullbackCode[T] // for k₁ of the first step; nil without FSAL
	EvaluationsPerStep  int
	evaluationsAtTheEnd int
	Run                 Cost
}

func CompilePullback[T graph.Float](s *ode.System, p *control.Plan) (*PullbackCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g, err := buildStep(s, p.Tableau, b, p.Shared, false)
	if err != nil {
		return nil, err
	}
	cotangents := newCotangents(b, s, g)
	wrt, params := g.independent(b)
	bars := g.joinTimes(b.VJP(cotangents.outs, cotangents.bars, append(wrt, g.later...)))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating a step")
	}
	var in, out Ports
	c := &PullbackCode[T]{T: in.Add(g.t), H: in.Add(g.h), Later: in.AddAll(g.later), Parts: g.parts, Y: in.AddAll(g.y), K1: in.AddAll(orNone(g.k1, len(g.y))),
		Extras: in.AddAll(g.extras), YBar: in.AddAll(cotangents.y), QBar: in.AddAll(cotangents.q), KBar: in.AddAll(cotangents.k),
		EvaluationsPerStep: p.Tableau.EvaluationsPerStep()}
	c.YOut, bars = portsOf(&out, g.y, bars)
	c.KOut, bars = portsOf(&out, orNone(g.k1, len(g.y)), bars)
	c.XOut, bars = portsOf(&out, g.extras, bars)
	c.TOut, c.HOut = out.Add(bars[0]), out.Add(bars[1])
	perRow := len(out.Nodes)
	c.Params, _ = portsOf(&out, params, bars[2:])
	c.Program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b, Accumulate: out.Nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of a step")
	}
	c.Run, _ = CostOf(c.Program)
	return c, c.compileFirst(s, p)
}

func (c *PullbackCode[T]) compileFirst(s *ode.System, p *control.Plan) (err error) {
	if p.Tableau.FSAL() {
		c.evaluationsAtTheEnd = 1
		c.First, err = compileRHSPullback[T](s, p)
	}
	return err
}

// cotangents are the inputs of a pullback and the nodes they belong to.
type cotangents struct {
	outs, bars []*G.Node
	y, q, k    []*G.Node // by block
}

func newCotangents(b *graph.Builder, s *ode.System, g *stepGraph) *cotangents {
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

// joinTimes adds the cotangents of the times t + c h of later stages, the last of bars, to those
// of t and of h, which come before the parameters'.
func (g *stepGraph) joinTimes(bars []*G.Node) []*G.Node {
	if g.b.Err() != nil {
		return nil
	}
	bars, later := bars[:len(bars)-len(g.later)], bars[len(bars)-len(g.later):]
	t := len(present(g.y)) + len(present(g.k1)) + len(g.extras)
	for i, bar := range later {
		if bar != nil {
			bars[t] = sumOfNodes(g.b, bars[t], bar)
			bars[t+1] = sumOfNodes(g.b, bars[t+1], g.b.Scale(bar, g.parts[i]))
		}
	}
	return bars
}

// sumOfNodes adds nodes of which the first may be nil.
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

// portsOf gives ports to the first of bars, one for each node of list that exists,
// and returns the bars that are left.
func portsOf(p *Ports, list, bars []*G.Node) (numbers []int, rest []*G.Node) {
	for _, n := range list {
		if n == nil {
			numbers = append(numbers, absent)
			continue
		}
		numbers = append(numbers, p.Add(bars[0]))
		bars = bars[1:]
	}
	return numbers, bars
}
