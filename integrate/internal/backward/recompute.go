package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Recomputation takes recorded steps once more, to get the states that a tape under a budget did
// not keep: the same compiled step with the recorded t and h, so the same bits.
type Recomputation[T graph.Float] struct {
	system *ode.System
	plan   *control.Plan
	step   *compiled.Step[T]
	tape   *tape.Tape[T]
	paths  []path
}

// path is the way of one row from a state that is kept to the one that is wanted.
type path struct {
	lane   int     // of the puller
	trail  []int32 // records
	at     int     // place in the trail
	stride int     // of so many states one is kept
}

func NewRecomputation[T graph.Float](s *ode.System, p *control.Plan, step *compiled.Step[T]) *Recomputation[T] {
	return &Recomputation[T]{system: s, plan: p, step: step, paths: make([]path, p.Lanes)}
}

// find computes the states of the lanes that are not on the tape.
func (a *Recomputation[T]) find(tp *tape.Tape[T], u *Replayer[T], pass *Cotangents[T]) error {
	a.tape = tp
	n := 0
	// A state a lane is set aside: what the step back itself needs.
	share := max(tp.Spare()-u.n, 0) / u.n
	for l := range u.n {
		if record := u.lanes[l].record; tp.Slot[record] == tape.Nowhere {
			a.begin(&a.paths[n], l, record, share)
			a.load(n, u)
			n++
		}
	}
	for n > 0 {
		if err := a.run(n, pass); err != nil {
			return err
		}
		n = a.move(n)
	}
	return nil
}

// begin plans a trip on which share states may be kept besides the last. Where these are
// fewer than its steps they lie at equal distances; the way back then comes for the
// others again.
func (a *Recomputation[T]) begin(t *path, lane int, record int32, share int) {
	t.lane, t.at, t.trail = lane, 0, a.tape.Since(t.trail, record)
	steps := len(t.trail) - 1
	t.stride = (steps + share) / (share + 1)
}

// load puts the beginning of a trip into lane l of the step.
func (a *Recomputation[T]) load(l int, u *Replayer[T]) {
	t := &a.paths[l]
	a.tape.Load(t.trail[0], a.system, a.step.Y, a.step.K1, a.step.Stride, l)
	for e, block := range a.system.Args {
		for c := range block.Width {
			a.step.Extras[e][c*a.step.Stride+l] = u.extras[e][c*u.stride+t.lane]
		}
	}
}

// run takes one step of n trips.
func (a *Recomputation[T]) run(n int, pass *Cotangents[T]) error {
	for l := range a.plan.Controls(n) {
		record := a.paths[l].trail[a.paths[l].at]
		a.step.Set(l, a.tape.Moment(record, pass.problem))
	}
	if err := a.step.Program.Run(n); err != nil {
		return err
	}
	pass.Stats.Evaluations += n * a.plan.Tableau.EvaluationsPerStep()
	a.step.Run.Run(n, &pass.Stats)
	for b, block := range a.system.Blocks {
		for c := range block.Width {
			advanceColumn(a.step.Y[b], a.step.Y1[b], c*a.step.Stride, n)
			advanceColumn(a.step.K1[b], a.step.KLast[b], c*a.step.Stride, n)
		}
	}
	return nil
}

func advanceColumn[T graph.Float](x, next []T, from, n int) {
	if x != nil && next != nil {
		copy(x[from:][:n], next[from:])
	}
}

// move notes the states arrived at and closes the gaps that finished trips leave. It
// returns how many are left.
func (a *Recomputation[T]) move(n int) int {
	for l := 0; l < n; {
		t := &a.paths[l]
		t.at++
		last := t.at == len(t.trail)-1
		if last || t.at%t.stride == 0 {
			a.tape.Store(t.trail[t.at], a.system, a.step.Y, a.step.K1, a.step.Stride, l)
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

// swap puts the trip in lane from, which is not yet moved, into lane l.
func (a *Recomputation[T]) swap(l, from int) {
	if l == from {
		return
	}
	a.paths[l], a.paths[from] = a.paths[from], a.paths[l]
	for b, block := range a.system.Blocks {
		batch.MoveLane(a.step.Y[b], block.Width, a.step.Stride, from, l)
		batch.MoveLane(a.step.K1[b], block.Width, a.step.Stride, from, l)
	}
	for e, block := range a.system.Args {
		batch.MoveLane(a.step.Extras[e], block.Width, a.step.Stride, from, l)
	}
}
