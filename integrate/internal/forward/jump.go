package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// jumper is one worker's copy of a compiled Jump.
type jumper[T graph.Float] struct {
	compiled.RHS[T]
}

func NewJumper[T graph.Float](c *compiled.JumpCode[T]) *jumper[T] {
	if c == nil {
		return nil
	}
	p := c.Program.Clone()
	return &jumper[T]{compiled.RHS[T]{Program: p, Stride: p.Stride(), T: compiled.Input(p, c.T), Y: compiled.AllInputs(p, c.Y),
		Extras: compiled.AllInputs(p, c.Extras), K: compiled.AllOutputs(p, c.Z)}}
}

// fillField copies the state of the lanes in use into a right-hand side, at their times.
func (r *Runner[T]) fillField(f *compiled.RHS[T]) {
	for l := range f.T[:min(r.n, len(f.T))] {
		f.T[l] = T(r.lanes[l].T)
	}
	batch.CopyLanes(f.Y, r.Step.Y, r.System.Blocks, f.Stride, r.Step.Stride, r.n)
	batch.CopyLanes(f.Extras, r.Step.Extras, r.System.Args, f.Stride, r.Step.Stride, r.n)
}

// jump changes the lanes whose step has ended on a jump, and evaluates f anew where the
// next step would carry it over.
func (w *observer[T]) jump() error {
	r := w.r
	for l := range r.n {
		if k := w.arrived[r.controlOf(l)]; k != nil && k.Jump {
			w.jumped[0] = append(w.jumped[0], l)
		}
	}
	restart := false
	for i, lanes := range w.jumped {
		if len(lanes) == 0 {
			continue
		}
		restart = true
		if err := w.change(w.jumps[i], lanes); err != nil {
			return err
		}
	}
	if !restart {
		return nil
	}
	return w.restart()
}

// change applies one jump to some lanes.
func (w *observer[T]) change(j *jumper[T], lanes []int) error {
	r := w.r
	if j == nil {
		return nil
	}
	r.fillField(&j.RHS)
	if err := j.Program.Run(r.n); err != nil {
		return err
	}
	for b, block := range r.System.Blocks {
		if j.K[b] == nil {
			continue
		}
		for c := range block.Width {
			for _, l := range lanes {
				r.Step.Y[b][c*r.Step.Stride+l] = j.K[b][c*j.Stride+l]
			}
		}
	}
	return nil
}

// restart lets the lanes that have jumped go on from the first time after the jump.
func (w *observer[T]) restart() error {
	r := w.r
	for i, lanes := range w.jumped {
		for _, l := range lanes {
			lane := &r.lanes[l]
			lane.Memory = control.ControlMemory{}
			if i == 0 {
				lane.First = control.Beside(lane.T, r.call.Span.T1, r.single)
			}
			if w.events != nil {
				w.events.restart(l)
			}
			if w.field != nil && l == r.controlOf(l) {
				lane.Stats.Evaluations++
			}
		}
	}
	if err := w.slopes(); err != nil {
		return err
	}
	for i := range w.jumped {
		w.jumped[i] = w.jumped[i][:0]
	}
	return nil
}

// slopes evaluates f at the state after the jump where k₁ is carried over.
func (w *observer[T]) slopes() error {
	r := w.r
	if w.field == nil {
		return nil
	}
	r.fillField(w.field)
	for l := range w.field.T[:min(r.n, len(w.field.T))] {
		w.field.T[l] = T(control.Moment{Next: r.lanes[l].T, First: r.lanes[l].First, Last: r.call.Span.Last}.At(1))
	}
	if err := w.field.Program.Run(r.n); err != nil {
		return err
	}
	for b, block := range r.System.Blocks {
		if w.field.K[b] == nil || r.Step.K1[b] == nil {
			continue
		}
		for c := range block.Width {
			for _, lanes := range w.jumped {
				for _, l := range lanes {
					r.Step.K1[b][c*r.Step.Stride+l] = w.field.K[b][c*w.field.Stride+l]
				}
			}
		}
	}
	return nil
}
