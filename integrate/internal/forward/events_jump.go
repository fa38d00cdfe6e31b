// Jumps of the state at events and at known times.

package forward

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// jumper changes the state of lanes whose steps end on a jump.
type jumper[T graph.Float] struct {
	*Pack[T]
	list    []jump[T]       // in the order in which jumps at one time are applied
	starter *initializer[T] // for what follows a jump
}

// jump is what happens to the state at one event.
type jump[T graph.Float] struct {
	event   control.Event
	program *compiled.RHS[T] // its K is the state after the jump; nil if the jump changes nothing
	lanes   []int            // the lanes that end on the event, ascending
}

func newJumper[T graph.Float](k *Pack[T], jumps []*compiled.RHS[T], f *compiled.RHS[T]) *jumper[T] {
	j := &jumper[T]{Pack: k}
	for i, event := range control.JumpEvents(len(k.System.Events)) {
		one := jump[T]{event: event}
		if jumps[i] != nil {
			one.program = jumps[i].Clone()
		}
		j.list = append(j.list, one)
	}
	j.starter = newRestarter(k, f)
	return j
}

// forget removes what an earlier solve has left.
func (j *jumper[T]) forget() {
	for i := range j.list {
		j.list[i].lanes = j.list[i].lanes[:0]
	}
}

// add records that the step of lane l ends on an event.
func (j *jumper[T]) add(event control.Event, l int) {
	for i := range j.list {
		if j.list[i].event == event {
			j.list[i].lanes = append(j.list[i].lanes, l)
		}
	}
}

// apply changes the state of the recorded lanes, evaluates f anew if the next step would carry k₁ over, and chooses that step.
func (j *jumper[T]) apply(events *eventFinder[T]) error {
	some := false
	for i := range j.list {
		some = some || len(j.list[i].lanes) > 0
		if err := j.change(&j.list[i]); err != nil {
			return err
		}
	}
	if !some {
		return nil
	}
	for i := range j.list {
		for _, l := range j.list[i].lanes {
			j.restart(i, l)
			j.refuse(l)
			if events != nil {
				events.restart(l)
			}
		}
	}
	if err := j.slopes(); err != nil {
		return err
	}
	if err := j.chooseSteps(); err != nil {
		return err
	}
	j.forget()
	return nil
}

// change applies one jump.
func (j *jumper[T]) change(at *jump[T]) error {
	z := at.program
	if z == nil || len(at.lanes) == 0 {
		return nil
	}
	j.fillInputs(&z.Inputs)
	if err := z.Program.Run(j.n); err != nil {
		return err
	}
	j.Step.Y.CopyLanes(z.K.Pack, at.lanes, j.n)
	return nil
}

// restart moves lane l to the first time after jump i of the list.
func (j *jumper[T]) restart(i, l int) {
	row := &j.rows[l]
	row.Memory = control.Memory{}
	if j.list[i].event == control.AtJumpTime {
		row.First = control.Beside(row.T, j.call.Span.T1, j.Scheme.Single())
	}
	before := slices.ContainsFunc(j.list[:i], func(other jump[T]) bool {
		_, found := slices.BinarySearch(other.lanes, l)
		return found
	})
	if l == j.controlOf(l) && !before {
		row.Stats = row.Stats.Plus(j.starter.Each)
	}
}

// refuse ends the row of a lane whose state is not finite after its jumps: after the last step no other would say so.
func (j *jumper[T]) refuse(l int) {
	for b := range j.System.Blocks {
		y := j.Step.Y.Block(b)
		for c := range y.Width {
			if v := y.At(l, c); v-v != 0 {
				j.rows[j.controlOf(l)].Fail(ode.NotFinite)
			}
		}
	}
}

// slopes evaluates f at the state after the jumps, where k₁ is carried over or the next step is chosen by it.
func (j *jumper[T]) slopes() error {
	f := j.starter.Field
	if f == nil {
		return nil
	}
	j.fillInputs(&f.Inputs)
	for l := range f.T.Data[:min(j.n, len(f.T.Data))] {
		f.T.Data[l] = T(control.Moment{Next: j.rows[l].T, First: j.rows[l].First, Last: j.call.Span.Last}.At(1))
	}
	if err := f.Program.Run(j.n); err != nil {
		return err
	}
	for i := range j.list {
		j.Step.K1.CopyLanes(f.K.Pack, j.list[i].lanes, j.n)
	}
	return nil
}
