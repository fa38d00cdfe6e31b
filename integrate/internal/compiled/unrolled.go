// All steps of a row as one graph.

package compiled

import (
	"context"
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Unrolled is the pullback of a number of steps in one graph. Every row has its own times, even with Shared stepping,
// where the steps of a pack are equal.
type Unrolled[T graph.Float] struct {
	Program *graph.Program[T]
	UnrolledInputs[T]
	UnrolledResults[T]
	Run         Cost
	Evaluations int // of a row
}

// UnrolledInputs are the inputs of the pullback.
type UnrolledInputs[T graph.Float] struct {
	T, H       []Port[T] // by step
	Y, Args    Ports[T]
	YBar, QBar Ports[T]
}

// UnrolledResults are the results of the pullback.
type UnrolledResults[T graph.Float] struct {
	YOut, ArgsOut Ports[T]
	TOut, HOut    []Port[T] // by step
	Params        Ports[T]
}

// wholeGraph is the graph of all steps added so far.
type wholeGraph struct {
	b         *graph.Builder
	system    *ode.System
	tableau   *tableau.Tableau
	t, h      []*G.Node // by step
	y, args   []*G.Node // inputs
	end, quad []*G.Node // by block: the state, the sum of the increments
	k         []*G.Node // carried over to the next step
}

func buildWhole[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, steps int) (*wholeGraph, error) {
	w := &wholeGraph{b: graph.NewBuilder[T](p.Lanes).Within(ctx), system: s, tableau: p.Tableau, quad: make([]*G.Node, len(s.Blocks))}
	t, y, args := InputNodes(s, w.b, false)
	w.y, w.end, w.args = y, y, args
	if method.FSAL(p.Tableau) {
		var err error
		if w.k, err = Derivative(s, w.b, t, y, args); err != nil {
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
	g := &stepGraph{system: w.system, tableau: w.tableau, b: w.b, stepInputs: stepInputs{t: t, h: h, y: w.end, args: w.args, k1: w.k}}
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

// CompileUnrolled compiles the pullback of that many steps.
func CompileUnrolled[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, steps int) (*Unrolled[T], error) {
	g, err := buildWhole[T](ctx, s, p, steps)
	if err != nil {
		return nil, err
	}
	w, err := unrolled[T](g)
	if err != nil {
		return nil, err
	}
	if w.Program, err = compile(g.b, "the pullback of all steps", w.ports); err != nil {
		return nil, err
	}
	w.Program.Zero()
	w.Run, _ = CostOf(w.Program)
	w.Evaluations = steps * method.EvaluationsPerStep(p.Tableau)
	return w, nil
}

// unrolled differentiates all steps and makes the ports.
func unrolled[T graph.Float](g *wholeGraph) (*Unrolled[T], error) {
	b := g.b
	var bars cotangents
	for i, block := range g.system.Blocks {
		bars.y = append(bars.y, bars.of(b, g.end[i], "cotangent y."+block.Name, block.Width))
		bars.q = append(bars.q, bars.of(b, g.quad[i], "cotangent q."+block.Name, block.Width))
	}
	params := paramNodes(b, g.system)
	grads := b.VJP(bars.outs, bars.bars, slices.Concat(present(g.y), g.args, g.t, g.h, params))
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating all steps")
	}
	w := &Unrolled[T]{UnrolledInputs: UnrolledInputs[T]{T: eachPort[T](g.t), H: eachPort[T](g.h), Y: portsOf[T](g.y), Args: portsOf[T](g.args), YBar: portsOf[T](bars.y), QBar: portsOf[T](bars.q)}}
	w.YOut, grads = portsFor[T](g.y, grads)
	w.ArgsOut, grads = portsFor[T](g.args, grads)
	n := len(g.t)
	w.TOut, w.HOut = eachPort[T](grads[:n]), eachPort[T](grads[n:2*n])
	w.Params, _ = portsFor[T](params, grads[2*n:])
	return w, nil
}

func (w *Unrolled[T]) ports(io *wiring[T]) {
	each(&w.T, io.input)
	each(&w.H, io.input)
	for _, p := range []*Ports[T]{&w.Y, &w.Args, &w.YBar, &w.QBar} {
		io.inputsOf(p)
	}
	io.outputsOf(&w.YOut)
	io.outputsOf(&w.ArgsOut)
	each(&w.TOut, io.output)
	each(&w.HOut, io.output)
	io.sumsOf(&w.Params)
}
