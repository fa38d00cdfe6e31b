package integrate

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

// job is a problem being solved: shared by the workers, who write to rows of their
// own. Jobs are reused.
type job[T graph.Float] struct {
	forwardCall[T]
	ctx   context.Context
	knots []knot // reused
	from  source

	// For what goes block by block.
	each   blockwork[T]
	size   int
	ledger *ledger

	// For gradients.
	loss      Loss[T]
	gradient  *Gradient[T]
	tapeBytes int
	naive     bool
	backsolve backsolver[T]
}

// newJob checks a problem and makes room for its results, in out if that is not nil.
func (s *Solver[T]) newJob(ctx context.Context, p *Problem[T], out *Solution[T]) (*job[T], error) {
	if ctx == nil {
		return nil, settingsError("the context is nil; context.Background() never ends")
	}
	if err := p.check(s.system); err != nil {
		return nil, err
	}
	if s.plan.StepSize > 0 {
		if steps := s.plan.stepsOver(math.Abs(p.T1 - p.T0)); steps > float64(s.plan.MaxSteps) {
			return nil, settingsError("StepSize %g needs %g steps, MaxSteps is %d", s.plan.StepSize, steps, s.plan.MaxSteps)
		}
	}
	if out == nil {
		out = &Solution[T]{}
	}
	out.fit(s.system, p.Rows)
	j := s.idleJob()
	j.ctx, j.problem, j.span, j.out = ctx, p, s.plan.interval(p.T0, p.T1), out
	return j, s.watch(j)
}

func (s *Solver[T]) idleJob() *job[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if last := len(s.jobs) - 1; last >= 0 {
		j := s.jobs[last]
		s.jobs = s.jobs[:last]
		return j
	}
	return &job[T]{}
}

// dropJob makes a job idle; it keeps nothing of its caller.
func (s *Solver[T]) dropJob(j *job[T]) {
	j.backsolve.forget()
	j.ctx, j.forwardCall = nil, forwardCall[T]{}
	j.each, j.ledger, j.loss, j.gradient, j.tapeBytes, j.naive = nil, nil, nil, nil, 0, false
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.jobs = append(s.jobs, j)
}

// work is one worker's part.
func (j *job[T]) work(w *worker[T]) error {
	if j.each == nil {
		return w.runnerOf(j).solve(j.ctx, &j.forwardCall, &j.from)
	}
	return j.workBlocks(w)
}
