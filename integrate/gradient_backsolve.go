// Gradients by the adjoint equations.

package integrate

import (
	"cmp"
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/results"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/pkg/errors"
)

// backsolver is one gradient by Backsolve: the adjoint problem and where its results go. It belongs to the call of the
// forward problem and is reused with that call.
type backsolver[T graph.Float] struct {
	solver   *Solver[T]
	adjoint  *Solver[T]
	forward  *call[T]
	back     *call[T]
	end      ode.Problem[T] // the state at the end, for the right-hand side there
	problem  ode.Problem[T] // the adjoint problem
	solution ode.Solution[T]
	units    []float64 // by row, of its cotangents during the backward solve
}

// backsolve computes the gradient by Backsolve.
func (s *Solver[T]) backsolve(j *call[T], settings *GradientSettings) (*Gradient[T], error) {
	adjoint, err := s.adjointSolver(j.ctx, settings)
	if err != nil {
		return nil, err
	}
	g := &j.backsolve
	g.solver, g.adjoint, g.forward = s, adjoint, j
	if err := g.pose(); err != nil {
		return nil, err
	}
	err = s.eachRowBlock(j, g)
	if back := results.Finish(g.back.Out, g.back.Problem, adjoint.system, s.scheme.Shared); err == nil {
		err = errors.Wrap(back, "adjoint equations")
	}
	j.gradient.finish(j.sum)
	s.dropSum(j)
	j.gradient.Backward = g.back.Out.Stats
	return j.gradient, err
}

// forget drops references to what belongs to the caller.
func (g *backsolver[T]) forget() {
	if g.back != nil {
		g.adjoint.dropCall(g.back)
	}
	g.solver, g.adjoint, g.forward, g.back = nil, nil, nil, nil
	for _, p := range []*ode.Problem[T]{&g.end, &g.problem} {
		clear(p.Y)
		clear(p.Args)
		*p = ode.Problem[T]{Y: p.Y[:0], Args: p.Args[:0]}
	}
}

// adjointSolver returns the solver of the adjoint equations for these tolerances.
func (s *Solver[T]) adjointSolver(ctx context.Context, settings *GradientSettings) (*Solver[T], error) {
	key, err := s.adjointTolerances(settings) // NaN, which it refuses, is no key of a map
	if err != nil {
		return nil, err
	}
	if known := s.derived.adjoints.of(key); known.made.Load() { // nothing is allocated
		return known.value, known.err
	}
	return s.derived.adjoints.get(ctx, key, func() (*Solver[T], error) {
		back := s.settings
		back.RTol, back.ATol = key[0], key[1]
		system, reduction := compiled.Adjoint(s.system, s.scheme.Fixed)
		a, err := newSolver[T](ctx, system, &back, reduction)
		return a, errors.Wrap(err, "adjoint equations")
	})
}

// adjointTolerances are RTol and ATol of the solver of the adjoint equations.
func (s *Solver[T]) adjointTolerances(g *GradientSettings) ([2]float64, error) {
	back := s.settings
	back.RTol, back.ATol = cmp.Or(g.RTol, s.scheme.RTol), cmp.Or(g.ATol, s.scheme.ATol)
	return [2]float64{back.RTol, back.ATol}, errors.Wrap(back.checkTolerances(s.scheme.Epsilon), "adjoint equations")
}

// pose sets up the adjoint problem over the arrays of the forward solution and of the gradient. These arrays hold their
// values only once a row block has been solved.
func (g *backsolver[T]) pose() error {
	p, bars := g.forward.Problem, g.forward.gradient.Y0
	end, back := &g.end, &g.problem
	for _, q := range []*ode.Problem[T]{end, back} {
		q.T0, q.T1, q.Rows = p.T1, p.T0, p.Rows
		for e := range g.solver.system.Args {
			q.Args = append(q.Args, extraRows(p, e))
		}
	}
	end.Y = append(end.Y, g.forward.Out.Y...)
	for b, block := range g.solver.system.Blocks {
		if block.Quadrature {
			back.Args = append(back.Args, bars[b])
			if compiled.Followed(block, g.solver.scheme.Fixed) {
				back.Y = append(back.Y, nil)
			}
		} else {
			back.Y = append(back.Y, g.forward.Out.Y[b], bars[b])
		}
	}
	for range g.solver.system.Args {
		back.Y = append(back.Y, nil)
	}
	var err error
	if g.back, err = g.adjoint.newCall(g.forward.ctx, back, &g.solution, g.forward.segment.Reversed()); err != nil {
		return err
	}
	g.units = reuse.Resized(g.units, p.Rows)
	g.back.Units = g.units
	return nil
}

func extraRows[T graph.Float](p *ode.Problem[T], e int) []T {
	if p.Args == nil {
		return nil
	}
	return p.Args[e]
}
