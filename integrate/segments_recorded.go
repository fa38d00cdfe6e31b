// Segments whose steps are kept from the forward to the backward pass.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/partial"
)

// recorded is a segment with a tape for each row block; without tapes, the backward pass solves the row blocks.
type recorded[T graph.Float] struct {
	*call[T]
	size  int // rows in a row block
	tapes []*tape.Tape[T]
}

// keepsSteps says whether segments keep their steps. With a memory budget, segments are solved once more in the
// backward pass.
func (g *GradientSettings) keepsSteps() bool { return g.replays() && g.budget() == 0 }

// record solves a segment and keeps its steps.
func (s *Solver[T]) record(ctx context.Context, p *ode.Problem[T], segment control.Segment) (*recorded[T], error) {
	j, err := s.newCall(ctx, p, nil, segment)
	if err != nil {
		return nil, err
	}
	r := &recorded[T]{call: j, size: rowsPerBlock(s.scheme, p.Rows)}
	r.tapes = make([]*tape.Tape[T], j.cut(r.size))
	return r, s.finish(j, s.parallel(min(s.scheme.Workers, len(r.tapes)), r))
}

// unrecorded is a segment that the backward pass solves.
func (s *Solver[T]) unrecorded(ctx context.Context, p *ode.Problem[T], settings *GradientSettings, segment control.Segment) (*recorded[T], error) {
	j, err := s.newCall(ctx, p, nil, segment)
	if err != nil {
		return nil, err
	}
	j.tapeBytes = settings.budget()
	return &recorded[T]{call: j}, nil
}

// work solves row blocks; the forward pass sums nothing over the batch.
func (r *recorded[T]) work(w *worker[T]) error {
	return r.eachTaken(func(lo, hi int) error {
		if err := w.prepareReplay(r.ctx, r.call); err != nil {
			return err
		}
		steps := w.solver.idle.tapes.Get(w.newTape)
		r.tapes[lo/r.size] = steps
		return w.record(r.ctx, r.call, steps, lo, hi)
	})
}

// pull takes the cotangents at the end of the segment to its start.
func (r *recorded[T]) pull(s *Solver[T], loss Loss[T]) (*Gradient[T], error) {
	solved := r.Out.Stats
	r.loss, r.gradient, r.Out.Stats = loss, &Gradient[T]{}, ode.Stats{}
	r.gradient.fit(s.system, r.Problem.Rows, r.Out)
	err := s.eachRowBlock(r.call, r)
	r.gradient.finish(r.sum)
	r.Out.Stats = solved
	if r.tapes != nil {
		r.gradient.Forward = ode.Stats{} // the forward solve has counted these steps
	}
	s.dropSum(r.call)
	return r.gradient, err
}

// drop makes the tapes and the call of the segment idle.
func (r *recorded[T]) drop(s *Solver[T]) {
	for _, steps := range r.tapes {
		if steps != nil {
			s.idle.tapes.Put(steps)
		}
	}
	s.dropCall(r.call)
}

// rowBlock goes back over the steps of a row block.
func (r *recorded[T]) rowBlock(w *worker[T], lo, hi int, e *partial.Sums) error {
	if r.tapes == nil {
		return replaying[T]{r.call}.rowBlock(w, lo, hi, e)
	}
	if err := w.prepareReplay(r.ctx, r.call); err != nil {
		return err
	}
	return w.pullRowBlock(r.ctx, r.call, r.tapes[lo/r.size], lo, hi, r.loss, r.gradient, e)
}
