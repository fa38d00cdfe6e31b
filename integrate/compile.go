package integrate

import (
	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// stepCode is the compiled step of a system and the numbers of its ports.
type stepCode[T graph.Float] struct {
	program                           *graph.Program[T]
	t, h, mask                        int
	y, k1, extras                     []int
	y1, increment, err, errLow, kLast []int
	reduced                           []int
	run, deferred                     price
	inside                            [][]int // by level of the nested form, by block; nil unless asked for
}

// compileStep compiles a step. Dense, if not nil, adds what gives the solution inside it.
func compileStep[T graph.Float](s *System, p *plan, dense *Interpolant) (*stepCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g, err := buildStep(s, p.Tableau, b, p.shared, !p.fixed)
	if err != nil {
		return nil, err
	}
	var in, out ports
	c := &stepCode[T]{t: in.add(g.t), h: in.add(g.h), mask: in.add(g.mask),
		y: in.addAll(g.y), k1: in.addAll(orNone(g.k1, len(g.y))), extras: in.addAll(g.extras),
		y1: out.addAll(g.y1), increment: out.addAll(g.increment), err: out.addAll(g.err),
		errLow: out.addAll(g.errLow), kLast: out.addAll(g.kLast)}
	undeferred := len(out.nodes)
	c.reduced = out.addAll(g.reduced)
	sums := out.nodes[undeferred:]
	inside, err := g.buildInside(dense)
	if err != nil {
		return nil, err
	}
	for _, level := range inside {
		c.inside = append(c.inside, out.addAll(level))
	}
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Deferred: out.nodes[undeferred:], Accumulate: sums})
	if err != nil {
		return nil, errors.Wrap(err, "compiling a step")
	}
	c.run, c.deferred = priceOf(c.program, out.nodes)
	return c, nil
}

// stepper is one worker's copy of a step with its storage laid out by block.
// Element (lane, column) is at column·stride + lane.
type stepper[T graph.Float] struct {
	program                           *graph.Program[T]
	stride                            int
	t, h, mask                        []T
	y, k1, extras                     [][]T
	y1, increment, err, errLow, kLast [][]T
	reduced                           [][]T
	inside                            [][][]T
	run, deferred                     price
}

func (c *stepCode[T]) stepper() *stepper[T] {
	p := c.program.Clone()
	st := &stepper[T]{program: p, stride: p.Stride(), run: c.run, deferred: c.deferred,
		t: input(p, c.t), h: input(p, c.h), mask: input(p, c.mask),
		y: allInputs(p, c.y), k1: allInputs(p, c.k1), extras: allInputs(p, c.extras),
		y1: allOutputs(p, c.y1), increment: allOutputs(p, c.increment), err: allOutputs(p, c.err),
		errLow: allOutputs(p, c.errLow), kLast: allOutputs(p, c.kLast), reduced: allOutputs(p, c.reduced)}
	for _, level := range c.inside {
		st.inside = append(st.inside, allOutputs(p, level))
	}
	return st
}

// fieldCode is the compiled right-hand side f(t, y; extras).
type fieldCode[T graph.Float] struct {
	program      *graph.Program[T]
	t            int
	y, extras, k []int
	run          price
}

func compileField[T graph.Float](s *System, p *plan) (*fieldCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := inputNodes(s, b, p.shared)
	k, err := derivative(s, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var in, out ports
	c := &fieldCode[T]{t: in.add(t), y: in.addAll(y), extras: in.addAll(extras), k: out.addAll(k)}
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the right-hand side")
	}
	c.run, _ = priceOf(c.program, out.nodes)
	return c, nil
}

// field is one worker's copy of the right-hand side.
type field[T graph.Float] struct {
	program      *graph.Program[T]
	stride       int
	t            []T
	y, extras, k [][]T
}

func (c *fieldCode[T]) field() *field[T] {
	p := c.program.Clone()
	return &field[T]{program: p, stride: p.Stride(), t: input(p, c.t),
		y: allInputs(p, c.y), extras: allInputs(p, c.extras), k: allOutputs(p, c.k)}
}

// orNone returns list, or n nils if it is empty.
func orNone[E any](list []*E, n int) []*E {
	if list == nil {
		return make([]*E, n)
	}
	return list
}
