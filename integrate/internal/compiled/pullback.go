package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Pullback is the compiled pullback (vector–Jacobian product) of a step: from the cotangents of
// y₁, of the quadrature increments and of k_last to those of y, k₁, the constant inputs, t, h and
// the parameters.
type Pullback[T graph.Float] struct {
	Program *graph.Program[T]
	StageTimes[T]
	StepStart[T]
	Bar    StepCotangents[T] // inputs: cotangents of the results of the step
	Out    StartCotangents[T]
	Params Ports[T]
	First  *RHSPullback[T] // for k₁ of the first step; nil without FSAL
	Run    Cost
}

// StepCotangents are the cotangents of y₁, of the increments and of k_last, by block.
type StepCotangents[T graph.Float] struct{ Y, Q, K Ports[T] }

// StartCotangents are the cotangents of what a step begins with.
type StartCotangents[T graph.Float] struct {
	Y, K, Args Ports[T]
	T, H       Port[T]
}

// CompilePullback compiles the pullback of a step.
func CompilePullback[T graph.Float](s *ode.System, p *control.Plan) (*Pullback[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g, err := buildStep(s, p.Tableau, b, p.Shared, false, nil)
	if err != nil {
		return nil, err
	}
	cotangents := newCotangents(b, s, g)
	wrt, params := g.independent(b)
	bars := g.joinTimes(b.VJP(cotangents.outs, cotangents.bars, append(wrt, g.later...)))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating a step")
	}
	c := &Pullback[T]{StageTimes: stageTimes[T](g), StepStart: stepStart[T](g),
		Bar: StepCotangents[T]{Y: portsOf[T](cotangents.y), Q: portsOf[T](cotangents.q), K: portsOf[T](cotangents.k)}}
	c.Out.Y, bars = portsFor[T](g.y, bars)
	c.Out.K, bars = portsFor[T](orNone(g.k1, len(g.y)), bars)
	c.Out.Args, bars = portsFor[T](g.extras, bars)
	c.Out.T, c.Out.H = portOf[T](bars[0]), portOf[T](bars[1])
	c.Params, _ = portsFor[T](params, bars[2:])
	if c.Program, err = compile(b, "the pullback of a step", c.ports); err != nil {
		return nil, err
	}
	c.Run, _ = CostOf(c.Program)
	return c, c.compileFirst(s, p)
}

func (c *Pullback[T]) ports(w *wiring[T]) {
	c.StageTimes.ports(w)
	each(&c.Later, w.input)
	c.StepStart.ports(w)
	for _, p := range []*Ports[T]{&c.Bar.Y, &c.Bar.Q, &c.Bar.K} {
		w.inputsOf(p)
	}
	for _, p := range []*Ports[T]{&c.Out.Y, &c.Out.K, &c.Out.Args} {
		w.outputsOf(p)
	}
	w.output(&c.Out.T)
	w.output(&c.Out.H)
	w.sumsOf(&c.Params)
}

// Clone is a copy for another worker.
func (c *Pullback[T]) Clone() *Pullback[T] {
	other := *c
	other.Program = clone(c.Program, other.ports)
	if c.First != nil {
		other.First = c.First.Clone()
	}
	return &other
}

func (c *Pullback[T]) compileFirst(s *ode.System, p *control.Plan) (err error) {
	if p.Tableau.FSAL() {
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

// portsFor makes ports of the first of bars, one for each node of list that exists, and returns
// the bars that are left.
func portsFor[T graph.Float](list, bars []*G.Node) (ports Ports[T], rest []*G.Node) {
	nodes := make([]*G.Node, len(list))
	for i, n := range list {
		if n != nil {
			nodes[i], bars = bars[0], bars[1:]
		}
	}
	return portsOf[T](nodes), bars
}
