// Recomputation of recorded steps.

package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
)

// Recomputation takes recorded steps once more, for states that a tape with a memory budget did not keep. It runs the
// same compiled step with the recorded t and h, so it gets the same bits.
type Recomputation[T graph.Float] struct {
	scheme *control.Scheme
	step   *compiled.Step[T]
	tape   *tape.Tape[T]
	paths  []path
}

// path is the steps of one row from a kept state to the wanted one.
type path struct {
	lane    int     // of the replayer
	records []int32 // from the record whose state is kept
	at      int     // index of the record that the path has reached
	keeps   int     // index of the next record whose state is kept
	room    int     // for so many kept states besides the last
}

func newRecomputation[T graph.Float](p *control.Scheme, step *compiled.Step[T]) *Recomputation[T] {
	return &Recomputation[T]{scheme: p, step: step, paths: make([]path, p.Lanes)}
}

// find computes the states of the replayer's lanes that are not on the tape.
func (a *Recomputation[T]) find(u *Replayer[T]) error {
	a.tape = u.tape
	n := 0
	// One state a lane is reserved: the one that the pullback needs.
	share := max(a.tape.Spare()-u.n, 0) / u.n
	for l := range u.n {
		if record := u.lanes[l].record; a.tape.Slot[record] == tape.Nowhere {
			a.begin(&a.paths[n], l, record, share)
			a.load(n, u)
			n++
		}
	}
	for n > 0 {
		if err := a.run(n, u.cotangents); err != nil {
			return err
		}
		n = a.retire(n)
	}
	return nil
}

// begin plans a path on which share states may be kept besides the last. If these are fewer than the steps, the replayer
// asks for the other states later.
func (a *Recomputation[T]) begin(t *path, lane int, record int32, share int) {
	t.lane, t.at, t.records = lane, 0, a.tape.Since(t.records, record)
	t.room = share
	t.plan()
}

// plan sets the next record whose state is kept.
func (t *path) plan() { t.keeps = t.at + firstKept(len(t.records)-1-t.at, t.room) }

// load copies the beginning of a path into lane l of the step.
func (a *Recomputation[T]) load(l int, u *Replayer[T]) {
	t := &a.paths[l]
	a.tape.Load(t.records[0], a.step.State(), l)
	a.step.Args.CopyLane(l, u.Args.Pack, t.lane)
}

// run takes one step of each of n paths.
func (a *Recomputation[T]) run(n int, c *Cotangents[T]) error {
	for l := range a.scheme.Controls(n) {
		record := a.paths[l].records[a.paths[l].at]
		a.step.Set(l, a.tape.Moment(record, &c.span))
	}
	if err := a.step.Program.Run(n); err != nil {
		return err
	}
	c.Stats.Evaluations += n * method.EvaluationsPerStep(a.scheme.Tableau)
	a.step.Run.Run(n, &c.Stats)
	a.step.Y.Copy(a.step.Y1.Pack, n)
	a.step.K1.Copy(a.step.KLast.Pack, n)
	return nil
}

// retire keeps the wanted states and closes the gaps that finished paths leave. It returns the number of paths left.
func (a *Recomputation[T]) retire(n int) int {
	for l := 0; l < n; {
		t := &a.paths[l]
		t.at++
		last := t.at == len(t.records)-1
		if t.at == t.keeps {
			a.tape.Store(t.records[t.at], a.step.State(), l)
		}
		if !last && t.at == t.keeps {
			t.room--
			t.plan()
		}
		if !last {
			l++
			continue
		}
		n--
		a.swap(l, n)
	}
	return n
}

// swap exchanges the paths of two lanes.
func (a *Recomputation[T]) swap(l, from int) {
	if l == from {
		return
	}
	a.paths[l], a.paths[from] = a.paths[from], a.paths[l]
	a.step.State().Move(from, l)
	a.step.Args.Move(from, l)
}
