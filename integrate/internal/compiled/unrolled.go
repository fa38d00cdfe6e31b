package compiled

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Unrolled is the pullback of a number of steps in one graph. Every row has times of its own,
// whatever the control: the steps of a pack are then equal.
type Unrolled[T graph.Float] struct {
	System      *ode.System
	Stride      int
	Program     *graph.Program[T]
	Run         Cost
	Evaluations int   // a row
	T, H        [][]T // by step
	Y, Extras   [][]T
	YBar, QBar  [][]T
	YOut, XOut  [][]T
	TOut, HOut  [][]T // by step
	Params      [][]T
}

// wholeGraph is the graph of all steps so far.
type wholeGraph struct {
	b         *graph.Builder
	system    *ode.System
	tableau   *tableau.Tableau
	t, h      []*G.Node // by step
	y, extras []*G.Node // inputs
	end, quad []*G.Node // by block: the state, the sum of the increments
	k         []*G.Node // carried over to the next step
}

func buildWhole[T graph.Float](s *ode.System, p *control.Plan, steps int) (*wholeGraph, error) {
	w := &wholeGraph{b: graph.NewBuilder[T](p.Lanes), system: s, tableau: p.Tableau, quad: make([]*G.Node, len(s.Blocks))}
	t, y, extras := InputNodes(s, w.b, false)
	w.y, w.end, w.extras = y, y, extras
	if p.Tableau.FSAL() {
		var err error
		if w.k, err = Derivative(s, w.b, t, y, extras); err != nil {
			return nil, err
		}
	}
	for n := range steps {
		if n > 0 {
			t = w.b.Input(fmt.Sprintf("t %d", n), 1)
		}
		if err := w.add(t, w.b.Input(fmt.Sprintf("h %d", n), 1)); err != nil {
			return nil, err
		}
	}
	return w, errors.Wrap(w.b.Err(), "building all steps")
}

// add appends a step of size h that begins at t.
func (w *wholeGraph) add(t, h *G.Node) error {
	g := &stepGraph{system: w.system, tableau: w.tableau, b: w.b, t: t, h: h, y: w.end, extras: w.extras, k1: w.k}
	w.t, w.h = append(w.t, g.t), append(w.h, g.h)
	if err := g.build(false); err != nil {
		return err
	}
	for i, d := range g.increment {
		switch {
		case d == nil:
		case w.quad[i] == nil:
			w.quad[i] = d
		default:
			w.quad[i] = w.b.Add(w.quad[i], d)
		}
	}
	w.end, w.k = g.y1, g.kLast
	return nil
}

func CompileUnrolled[T graph.Float](s *ode.System, p *control.Plan, steps int) (*Unrolled[T], error) {
	g, err := buildWhole[T](s, p, steps)
	if err != nil {
		return nil, err
	}
	b := g.b
	var bars cotangents
	for i, block := range s.Blocks {
		bars.y = append(bars.y, bars.of(b, g.end[i], "cotangent y."+block.Name, block.Width))
		bars.q = append(bars.q, bars.of(b, g.quad[i], "cotangent q."+block.Name, block.Width))
	}
	params := paramNodes(b, s)
	grads := b.VJP(bars.outs, bars.bars, slices.Concat(present(g.y), g.extras, g.t, g.h, params))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating all steps")
	}
	var in, out Ports
	t, h, y, extras, yBar, qBar := in.AddAll(g.t), in.AddAll(g.h), in.AddAll(g.y), in.AddAll(g.extras), in.AddAll(bars.y), in.AddAll(bars.q)
	yOut, grads := portsOf(&out, g.y, grads)
	xOut, grads := portsOf(&out, g.extras, grads)
	tOut, grads := portsOf(&out, g.t, grads)
	hOut, grads := portsOf(&out, g.h, grads)
	perRow := len(out.Nodes)
	sums, _ := portsOf(&out, params, grads)
	prog, err := graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b, Accumulate: out.Nodes[perRow:]})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the pullback of all steps")
	}
	prog.Zero()
	w := &Unrolled[T]{System: s, Program: prog, Stride: prog.Stride(), Evaluations: steps * p.Tableau.EvaluationsPerStep(),
		T: AllInputs(prog, t), H: AllInputs(prog, h), Y: AllInputs(prog, y), Extras: AllInputs(prog, extras),
		YBar: AllInputs(prog, yBar), QBar: AllInputs(prog, qBar), YOut: AllOutputs(prog, yOut), XOut: AllOutputs(prog, xOut),
		TOut: AllOutputs(prog, tOut), HOut: AllOutputs(prog, hOut), Params: AllOutputs(prog, sums)}
	w.Run, _ = CostOf(prog)
	return w, nil
}
