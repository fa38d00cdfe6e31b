// Fixed steps of a field unrolled into a graph.

package layer

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/stock"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// UnrollField is Unroll for a field dz/dt = f(t, z, c; θ), such as those of package dynamics. The steps are not built in
// the user's graph but copied to it, without nodes that the result does not depend on:
//
//	weights, err := layer.Leaves(g, field.Params())
//	z1, err := layer.UnrollField(nil, field, z0, layer.At(0), layer.At(1), weights, nil, 10)
//
// Operations of Gorgonia's in f are copied as those of package graph, where there is a counterpart, since Gorgonia's own
// may be wrong in its machines: they overwrite what others still read, or have wrong derivatives. The rest have
// derivatives by the rules of VJP, and memory of their own.
//
// params holds one node for each of f.Params(), of its shape; c is the condition, R×CondDim, or nil. Errors are those
// of Unroll, and ode.ErrShape for lists of the wrong length or a condition that is missing or not wanted.
func UnrollField(tab *tableau.Tableau, f ode.Field, z *G.Node, t0, t1 Time, params G.Nodes, c *G.Node, steps int) (end *G.Node, err error) {
	defer graph.Recover("integrate: UnrollField", &err)
	if z == nil || z.Graph() == nil {
		return nil, errors.Wrap(graph.ErrNilNode, "the state at t0")
	}
	if err := wantMatrix("the state at t0", z); err != nil {
		return nil, err
	}
	if f == nil {
		return nil, errors.Wrapf(integrate.ErrSettings, "UnrollField needs a field")
	}
	p := &template{number: layers.Add(1)}
	if z.Dtype() == tensor.Float32 {
		err = p.build(graph.NewBuilder[float32](z.Shape()[0]), f, z, params, c)
	} else {
		err = p.build(graph.NewBuilder[float64](z.Shape()[0]), f, z, params, c)
	}
	if err != nil {
		return nil, err
	}
	for i, t := range []*Time{&t0, &t1} {
		if err := p.stand(i, t, z); err != nil {
			return nil, err
		}
	}
	if end, err = Unroll(tab, p.rate, p.z, t0, t1, steps); err != nil {
		return nil, err
	}
	err = graph.Exclusive(z.Graph(), func() (err error) {
		end, err = p.copy(end, z.Graph(), map[*G.Node]*G.Node{p.z: z})
		return err
	})
	return end, err
}

// template is a right-hand side in a graph of its own, where steps are added that are copied into another graph.
type template struct {
	number  uint64
	t, z, f *G.Node
	given   map[*G.Node]*G.Node // by leaf: the node that replaces it in the other graph
}

// build builds the template before the other graph is locked.
func (p *template) build(b *graph.Builder, f ode.Field, z *G.Node, params G.Nodes, c *G.Node) error {
	system := ode.FromField(f)
	if err := check.System(system, b.Dtype()); err != nil {
		return err
	}
	list := listOf(system.Params)
	if len(params) != len(list) {
		return check.Count("parameters", len(params), len(list))
	}
	if (c != nil) != (len(system.Args) > 0) {
		return check.Count("conditions", 1-len(system.Args), len(system.Args))
	}
	t, y, args := compiled.InputNodes(system, b, false)
	p.t, p.z, p.given = t, y[0], map[*G.Node]*G.Node{}
	for i, q := range list {
		p.given[b.Param(q)] = params[i]
	}
	if c != nil {
		p.given[args[0]] = c
	}
	k, err := compiled.Derivative(system, b, t, y, args)
	if err != nil {
		return err
	}
	p.f = k[0]
	return p.check(z)
}

// check compares the shapes of the replacements with those of the leaves.
func (p *template) check(z *G.Node) error {
	for leaf, n := range p.given {
		switch {
		case n == nil:
			return errors.Wrap(graph.ErrNilNode, leaf.Name())
		case n.Graph() != z.Graph():
			return errors.Wrap(graph.ErrDifferentGraphs, leaf.Name())
		case n.Dtype() != leaf.Dtype():
			return &graph.DtypeError{Place: leaf.Name(), Got: n.Dtype(), Want: leaf.Dtype()}
		case !n.Shape().Eq(leaf.Shape()):
			return &graph.ShapeError{Op: leaf.Name(), Got: []tensor.Shape{n.Shape().Clone()}, Want: fmt.Sprint(leaf.Shape())}
		}
	}
	if !z.Shape().Eq(p.z.Shape()) {
		return &graph.ShapeError{Op: "the state at t0", Got: []tensor.Shape{z.Shape().Clone()}, Want: fmt.Sprint(p.z.Shape())}
	}
	return nil
}

// stand replaces the node of a time by a leaf that stands for it.
func (p *template) stand(i int, t *Time, z *G.Node) error {
	switch {
	case t.node == nil:
		return nil
	case t.node.Graph() != z.Graph():
		return errors.Wrapf(graph.ErrDifferentGraphs, "t%d", i)
	}
	return graph.Exclusive(p.z.Graph(), func() error {
		s := t.node.Shape()
		leaf := G.NewTensor(p.z.Graph(), t.node.Dtype(), s.Dims(), G.WithShape(s.Clone()...), G.WithName(fmt.Sprintf("t%d", i)))
		p.given[leaf] = t.node
		t.node = leaf
		return nil
	})
}

// rate copies the right-hand side for t and z. What depends on neither stays as it is.
func (p *template) rate(t, z *G.Node) (*G.Node, error) {
	return p.copy(p.f, z.Graph(), map[*G.Node]*G.Node{p.t: t, p.z: z})
}

// copy copies a node with all that it depends on to a graph, which may be its own. Leaves of another graph are replaced.
func (p *template) copy(n *G.Node, g *G.ExprGraph, done map[*G.Node]*G.Node) (*G.Node, error) {
	if c := done[n]; c != nil {
		return c, nil
	}
	if c := p.given[n]; c != nil && n.Graph() != g {
		return c, nil
	}
	op, children := stock.Counterpart(n)
	var operands []*G.Node
	for _, child := range children {
		c, err := p.copy(child, g, done)
		if err != nil {
			return nil, err
		}
		operands = append(operands, c)
	}
	if len(operands) == 0 && n.Graph() == g {
		return n, nil
	}
	if len(operands) == 0 {
		c := p.constant(n, g)
		p.given[n] = c
		return c, nil
	}
	c, err := graph.Apply(op, operands...)
	done[n] = c
	return c, err
}

// constant has the value of a leaf, or of a constant of Gorgonia's, which is an operation without operands.
func (p *template) constant(n *G.Node, g *G.ExprGraph) *G.Node {
	if n.Op() != nil { // by another name than its value, which Gorgonia abbreviates
		return g.AddNode(G.NewConstant(n.Value(), G.WithName(fmt.Sprintf("field %d, node %d", p.number, n.ID()))))
	}
	name := fmt.Sprintf("field %d, %s", p.number, n.Name())
	return G.NewMatrix(g, n.Dtype(), G.WithName(name), G.WithShape(n.Shape()...), G.WithValue(n.Value()))
}

// Leaves adds one leaf for each parameter to a graph, in order and with copies of the values. A Gorgonia solver may
// train them. Param.SetAll copies the trained values back.
func Leaves(g *G.ExprGraph, params *graph.Params) (G.Nodes, error) {
	var nodes G.Nodes
	number := layers.Add(1)
	err := graph.Exclusive(g, func() error {
		for _, q := range listOf(params) {
			nodes = append(nodes, G.NewMatrix(g, params.Dtype(), G.WithShape(q.Rows, q.Cols),
				G.WithName(fmt.Sprintf("parameters %d, %s", number, q.Name)), G.WithValue(tensorOf(params.Dtype(), q))))
		}
		return nil
	})
	return nodes, err
}

func tensorOf(dtype tensor.Dtype, q *graph.Param) *tensor.Dense {
	var backing any
	if dtype == tensor.Float32 {
		backing = append([]float32(nil), graph.Data[float32](q)...)
	} else {
		backing = append([]float64(nil), graph.Data[float64](q)...)
	}
	return tensor.New(tensor.WithShape(q.Rows, q.Cols), tensor.WithBacking(backing))
}

func listOf(params *graph.Params) []*graph.Param {
	if params == nil {
		return nil
	}
	return params.List()
}
