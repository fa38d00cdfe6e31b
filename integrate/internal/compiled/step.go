package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
)

// StepCode is the compiled step of a system and the numbers of its ports.
type StepCode[T graph.Float] struct {
	Program                           *graph.Program[T]
	t, h, mask                        int
	y, k1, extras                     []int
	y1, increment, err, errLow, kLast []int
	reduced                           []int
	run, deferred                     Cost
	later                             []int
	parts                             []float64
	Inside                            [][]int // by level of the nested form, by block; nil unless asked for
}

// CompileStep compiles a step. Dense, if not nil, adds what gives the solution inside it.
func CompileStep[T graph.Float](s *ode.System, p *control.Plan, dense *tableau.Interpolant) (*StepCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g, err := buildStep(s, p.Tableau, b, p.Shared, !p.Fixed)
	if err != nil {
		return nil, err
	}
	var in, out Ports
	c := &StepCode[T]{t: in.Add(g.t), h: in.Add(g.h), mask: in.Add(g.mask),
		y: in.AddAll(g.y), k1: in.AddAll(orNone(g.k1, len(g.y))), extras: in.AddAll(g.extras),
		y1: out.AddAll(g.y1), increment: out.AddAll(g.increment), err: out.AddAll(g.err),
		errLow: out.AddAll(g.errLow), kLast: out.AddAll(g.kLast)}
	undeferred := len(out.Nodes)
	c.reduced = out.AddAll(g.reduced)
	sums := out.Nodes[undeferred:]
	inside, err := g.denseStages(dense)
	if err != nil {
		return nil, err
	}
	for _, level := range inside {
		c.Inside = append(c.Inside, out.AddAll(level))
	}
	c.later, c.parts = in.AddAll(g.later), g.parts
	c.Program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b, Deferred: out.Nodes[undeferred:], Accumulate: sums})
	if err != nil {
		return nil, errors.Wrap(err, "compiling a step")
	}
	c.run, c.deferred = CostOf(c.Program)
	return c, nil
}

// Step is one worker's copy of a step with its storage laid out by block.
// Element (lane, column) is at column·stride + lane.
type Step[T graph.Float] struct {
	Program *graph.Program[T]
	Stride  int
	StageTimes[T]
	Mask                              []T
	Y, K1, Extras                     [][]T
	Y1, Increment, Err, ErrLow, KLast [][]T
	Reduced                           [][]T
	Dense                             [][][]T
	Run, Deferred                     Cost
}

func (c *StepCode[T]) NewStep() *Step[T] {
	p := c.Program.Clone()
	st := &Step[T]{Program: p, Stride: p.Stride(), Run: c.run, Deferred: c.deferred,
		StageTimes: StageTimes[T]{T: Input(p, c.t), H: Input(p, c.h), Later: AllInputs(p, c.later), Parts: c.parts}, Mask: Input(p, c.mask),
		Y: AllInputs(p, c.y), K1: AllInputs(p, c.k1), Extras: AllInputs(p, c.extras),
		Y1: AllOutputs(p, c.y1), Increment: AllOutputs(p, c.increment), Err: AllOutputs(p, c.err),
		ErrLow: AllOutputs(p, c.errLow), KLast: AllOutputs(p, c.kLast), Reduced: AllOutputs(p, c.reduced)}
	for _, level := range c.Inside {
		st.Dense = append(st.Dense, AllOutputs(p, level))
	}
	return st
}

// orNone returns list, or n nils if it is empty.
func orNone[E any](list []*E, n int) []*E {
	if list == nil {
		return make([]*E, n)
	}
	return list
}
