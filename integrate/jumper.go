package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// jumper is one worker's copy of a compiled Jump.
type jumper[T graph.Float] struct {
	field[T]
}

func newJumper[T graph.Float](c *jumpCode[T]) *jumper[T] {
	if c == nil {
		return nil
	}
	p := c.program.Clone()
	return &jumper[T]{field[T]{program: p, stride: p.Stride(), t: input(p, c.t), y: allInputs(p, c.y),
		extras: allInputs(p, c.extras), k: allOutputs(p, c.z)}}
}

// fillField copies the state of the lanes in use into a right-hand side, at their times.
func (r *runner[T]) fillField(f *field[T]) {
	for l := range f.t[:min(r.n, len(f.t))] {
		f.t[l] = T(r.lanes[l].t)
	}
	copyLanes(f.y, r.step.y, r.system.Blocks, f.stride, r.step.stride, r.n)
	copyLanes(f.extras, r.step.extras, r.system.Extras, f.stride, r.step.stride, r.n)
}

func copyLanes[T graph.Float](dst, src [][]T, blocks []Block, to, from, n int) {
	for b, x := range dst {
		if x == nil || src[b] == nil {
			continue
		}
		for c := range blocks[b].Width {
			copy(x[c*to:][:n], src[b][c*from:][:n])
		}
	}
}

// jump changes the lanes whose step has ended on a jump, and evaluates f anew where the
// next step would carry it over.
func (w *watcher[T]) jump() error {
	r := w.r
	for l := range r.n {
		if k := w.arrived[r.controlOf(l)]; k != nil && k.jump {
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
func (w *watcher[T]) change(j *jumper[T], lanes []int) error {
	r := w.r
	if j == nil {
		return nil
	}
	r.fillField(&j.field)
	if err := j.program.Run(r.n); err != nil {
		return err
	}
	for b, block := range r.system.Blocks {
		if j.k[b] == nil {
			continue
		}
		for c := range block.Width {
			for _, l := range lanes {
				r.step.y[b][c*r.step.stride+l] = j.k[b][c*j.stride+l]
			}
		}
	}
	return nil
}

// restart lets the lanes that have jumped go on from the first time after the jump.
func (w *watcher[T]) restart() error {
	r := w.r
	for i, lanes := range w.jumped {
		for _, l := range lanes {
			lane := &r.lanes[l]
			lane.memory = controlMemory{}
			if i == 0 {
				lane.t = after(lane.t, r.job.span.t1, r.single)
			}
			if w.events != nil {
				w.events.restart(l, i)
			}
			if w.field != nil && l == r.controlOf(l) {
				lane.stats.Evaluations++
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
func (w *watcher[T]) slopes() error {
	r := w.r
	if w.field == nil {
		return nil
	}
	r.fillField(w.field)
	if err := w.field.program.Run(r.n); err != nil {
		return err
	}
	for b, block := range r.system.Blocks {
		if w.field.k[b] == nil || r.step.k1[b] == nil {
			continue
		}
		for c := range block.Width {
			for _, lanes := range w.jumped {
				for _, l := range lanes {
					r.step.k1[b][c*r.step.stride+l] = w.field.k[b][c*w.field.stride+l]
				}
			}
		}
	}
	return nil
}
