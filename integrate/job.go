package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
)

// job is a problem being solved: shared by the workers, who write to rows of their
// own. Jobs are reused.
type job[T graph.Float] struct {
	ctx     context.Context
	problem *Problem[T]
	span    interval
	out     *Solution[T]
	knots   []knot // reused
	watched bool   // steps are looked at: output times, dense output, stops, jumps, events
	from    source

	passages [][]passage[T] // by row, where they are to be noted; nil otherwise

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
	span, err := s.plan.interval(p.T0, p.T1)
	if err != nil {
		return nil, err
	}
	if out == nil {
		out = &Solution[T]{}
	}
	out.fit(s.system, p.Rows)
	j := s.idleJob()
	j.ctx, j.problem, j.span, j.out = ctx, p, span, out
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
	j.ctx, j.problem, j.span, j.out, j.watched, j.passages = nil, nil, interval{}, nil, false, nil
	j.each, j.ledger, j.loss, j.gradient, j.tapeBytes, j.naive = nil, nil, nil, nil, 0, false
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.jobs = append(s.jobs, j)
}

// work is one worker's part.
func (j *job[T]) work(w *worker[T]) error {
	if j.each == nil {
		return w.runnerOf(j).solve(j.ctx, j, &j.from)
	}
	return j.workBlocks(w)
}

// start is the initial value of one number of the state.
func (j *job[T]) start(block, row, column int, s *System) float64 {
	if j.problem.Y == nil || j.problem.Y[block] == nil {
		return 0
	}
	return float64(j.problem.Y[block][row*s.Blocks[block].Width+column])
}
