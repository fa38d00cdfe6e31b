package integrate

import (
	"context"
	"slices"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// passage is where a row has come to a knot, or to an event on which a step ended.
type passage[T graph.Float] struct {
	t      float64
	next   float64 // where the way goes on: a rounding later after Problem.Jumps
	event  int     // that set the time, or −1
	jump   int     // that happened there: 0 for System.Jump, 1 + the event, or −1
	output int     // index of the output time, or −1
	clash  bool    // an event fell on a jump
	// The state before and after the jump, by block; nil for a quadrature.
	before, after [][]T
}

// solveNoting solves a problem and notes the passages of every row; steps end on output
// times too if outputs is set. The end of a row is always one.
func (s *Solver[T]) solveNoting(ctx context.Context, p *Problem[T], outputs bool) (*Solution[T], [][]passage[T], error) {
	j, err := s.newJob(ctx, p, nil)
	if err != nil {
		return nil, nil, err
	}
	defer s.dropJob(j)
	passages := make([][]passage[T], p.Rows)
	if j.watched {
		j.span.knots, j.passages = knotsOf(p, nil, outputs), passages
	}
	err = s.solveAll(j)
	if failed := s.diagnose(p, j.out, j.out.finish(p, s.system)); err == nil {
		err = failed
	}
	if err != nil || j.watched {
		return j.out, passages, errors.WithMessage(err, "the way there")
	}
	for row := range passages {
		passages[row] = []passage[T]{{t: p.T1, event: -1, jump: -1, output: -1}}
	}
	return j.out, passages, nil
}

// pass notes what lane l has come to, before the state moves on.
func (w *watcher[T]) pass(l int) {
	r := w.r
	lane, k := &r.lanes[l], w.arrived[l]
	if r.job.passages == nil || lane.landing == 0 && k == nil {
		return
	}
	p := passage[T]{t: lane.next, event: lane.landing - 1, jump: -1, output: -1, before: make([][]T, len(r.system.Blocks))}
	p.clash = p.event >= 0 && slices.Contains(r.job.problem.Jumps, p.t)
	if k != nil {
		p.output = k.output
		if k.jump {
			p.jump = 0
		}
	}
	if p.event >= 0 && r.system.Events[p.event].Jump != nil {
		p.jump = lane.landing
	}
	for b, block := range r.system.Blocks {
		for c := 0; !block.Quadrature && c < block.Width; c++ {
			p.before[b] = append(p.before[b], T(r.stateAt(b, c, l, 1)))
		}
	}
	r.job.passages[lane.row] = append(r.job.passages[lane.row], p)
	w.passed = append(w.passed, l)
}

// goOn notes where and from which state the lanes that have passed something go on.
func (w *watcher[T]) goOn() {
	r := w.r
	for _, l := range w.passed {
		list := r.job.passages[r.lanes[l].row]
		p := &list[len(list)-1]
		p.next, p.after = r.lanes[l].t, make([][]T, len(r.system.Blocks))
		for b, block := range r.system.Blocks {
			for c := 0; !block.Quadrature && c < block.Width; c++ {
				p.after[b] = append(p.after[b], r.step.y[b][c*r.step.stride+l])
			}
		}
	}
	w.passed = w.passed[:0]
}
