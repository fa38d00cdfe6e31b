package integrate

import (
	"cmp"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// backsolver is one gradient by Backsolve: the adjoint problem and where its results go.
// It belongs to the job of the forward problem, and its memory is reused with that.
type backsolver[T graph.Float] struct {
	solver   *Solver[T]
	adjoint  *Solver[T]
	forward  *job[T]
	back     *job[T]
	end      Problem[T] // the state at the end, for the right-hand side there
	problem  Problem[T] // the adjoint one
	solution Solution[T]
}

// backsolve is the gradient by Backsolve.
func (s *Solver[T]) backsolve(j *job[T], settings *GradientSettings) (*Gradient[T], error) {
	adjoint, err := s.adjointSolver(settings)
	if err != nil {
		return nil, err
	}
	g := &j.backsolve
	g.solver, g.adjoint, g.forward = s, adjoint, j
	if err := g.pose(); err != nil {
		return nil, err
	}
	err = s.eachBlock(j, g)
	failed := s.diagnose(j.problem, j.out, j.out.finish(j.problem, s.system))
	if back := g.back.out.finish(g.back.problem, adjoint.system); failed == nil && back != nil {
		failed = errors.Wrap(back, "adjoint equations")
	}
	if err == nil {
		err = failed
	}
	j.gradient.finish(j.ledger)
	s.releaseLedger(j.ledger)
	j.gradient.Backward = g.back.out.Stats
	return j.gradient, err
}

// forget drops what belongs to the caller.
func (g *backsolver[T]) forget() {
	if g.back != nil {
		g.adjoint.dropJob(g.back)
	}
	g.solver, g.adjoint, g.forward, g.back = nil, nil, nil, nil
	for _, p := range []*Problem[T]{&g.end, &g.problem} {
		clear(p.Y)
		clear(p.Extras)
		*p = Problem[T]{Y: p.Y[:0], Extras: p.Extras[:0]}
	}
}

// adjointSolver returns the solver of the adjoint equations for these tolerances.
func (s *Solver[T]) adjointSolver(settings *GradientSettings) (*Solver[T], error) {
	key := [2]float64{cmp.Or(settings.RTol, s.plan.RTol), cmp.Or(settings.ATol, s.plan.ATol)}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if a := s.adjoints[key]; a != nil {
		return a, nil
	}
	back := s.settings
	back.RTol, back.ATol = key[0], key[1]
	a, err := NewSolver[T](Adjoint(s.system), &back)
	if err != nil {
		return nil, errors.Wrap(err, "adjoint equations")
	}
	if s.adjoints == nil {
		s.adjoints = map[[2]float64]*Solver[T]{}
	}
	s.adjoints[key] = a
	return a, nil
}

// pose sets up the adjoint problem over the arrays of the forward solution and of
// the gradient, which hold their values only once a block has been solved.
func (g *backsolver[T]) pose() error {
	p, bars := g.forward.problem, g.forward.gradient.Y0
	end, back := &g.end, &g.problem
	for _, q := range []*Problem[T]{end, back} {
		q.T0, q.T1, q.Rows = p.T1, p.T0, p.Rows
		for e := range g.solver.system.Extras {
			q.Extras = append(q.Extras, extraRows(p, e))
		}
	}
	end.Y = append(end.Y, g.forward.out.Y...)
	for b, block := range g.solver.system.Blocks {
		if block.Quadrature {
			back.Extras = append(back.Extras, bars[b])
		} else {
			back.Y = append(back.Y, g.forward.out.Y[b], bars[b])
		}
	}
	for range g.solver.system.Extras {
		back.Y = append(back.Y, nil)
	}
	var err error
	g.back, err = g.adjoint.newJob(g.forward.ctx, back, &g.solution)
	return err
}

func extraRows[T graph.Float](p *Problem[T], e int) []T {
	if p.Extras == nil {
		return nil
	}
	return p.Extras[e]
}
