// A step as a program.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// Step is the compiled step of a system.
type Step[T graph.Float] struct {
	Program *graph.Program[T]
	StageTimes[T]
	StepStart[T]
	StepEnd[T]
	Mask          Port[T]   // 1 in the lanes whose reduced quadratures count; absent without any
	Reduced       Ports[T]  // by matrix of the Reduction
	Dense         Levels[T] // nil unless asked for
	Run, Deferred Cost
}

// StepStart holds the inputs of a step, by block.
type StepStart[T graph.Float] struct{ Y, K1, Args Ports[T] }

// State is what the tape keeps of a row: y and k₁.
func (s *StepStart[T]) State() batch.State[T] { return batch.State[T]{Y: s.Y.Pack, K1: s.K1.Pack} }

func (s *StepStart[T]) ports(w *wiring[T]) {
	w.inputsOf(&s.Y)
	w.inputsOf(&s.K1)
	w.inputsOf(&s.Args)
}

// StepEnd holds the results of a step, by block: y₁ of a state, the increment of a quadrature, the error estimates and
// f(t+h, y₁).
type StepEnd[T graph.Float] struct{ Y1, Increment, Err, ErrLow, KLast Ports[T] }

func (s *StepEnd[T]) ports(w *wiring[T]) {
	for _, p := range []*Ports[T]{&s.Y1, &s.Increment, &s.Err, &s.ErrLow, &s.KLast} {
		w.outputsOf(p)
	}
}

// CompileStep compiles a step. A dense that is not nil adds an interpolant, a reduction that is not nil adds sums over
// the batch.
func CompileStep[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, dense *tableau.Interpolant, reduction *Reduction) (*Step[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	g, err := buildStep(s, p.Tableau, b, p.Shared, !p.Fixed, reduction)
	if err != nil {
		return nil, err
	}
	levels, err := g.denseStages(dense)
	if err != nil {
		return nil, err
	}
	st := &Step[T]{StageTimes: stageTimes[T](g), StepStart: stepStart[T](g), Mask: portOf[T](g.mask), Reduced: portsOf[T](g.reduced), Dense: levelsOf[T](levels),
		StepEnd: StepEnd[T]{Y1: portsOf[T](g.y1), Increment: portsOf[T](g.increment), Err: portsOf[T](g.err), ErrLow: portsOf[T](g.errLow), KLast: portsOf[T](g.kLast)}}
	if st.Program, err = compile(b, "a step", st.ports); err != nil {
		return nil, err
	}
	st.Run, st.Deferred = CostOf(st.Program)
	return st, nil
}

func stepStart[T graph.Float](g *stepGraph) StepStart[T] {
	return StepStart[T]{Y: portsOf[T](g.y), K1: portsOf[T](orNone(g.k1, len(g.y))), Args: portsOf[T](g.args)}
}

func (st *Step[T]) ports(w *wiring[T]) {
	st.StageTimes.ports(w)
	w.input(&st.Mask)
	st.StepStart.ports(w)
	each(&st.Later, w.input)
	st.StepEnd.ports(w)
	w.deferring = true
	w.sumsOf(&st.Reduced)
	each(&st.Dense, w.outputsOf)
}

// Clone is a copy for another worker.
func (st *Step[T]) Clone() *Step[T] {
	c := *st
	c.Program = clone(st.Program, c.ports)
	return &c
}

// orNone returns list, or n nils if it is empty.
func orNone(list []*G.Node, n int) []*G.Node {
	if list == nil {
		return make([]*G.Node, n)
	}
	return list
}
