// The backward loop over a tape.

package backward

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Replayer replays recorded rows backwards in the lanes of a compiled pullback. It belongs to one worker.
type Replayer[T graph.Float] struct {
	*compiled.Pullback[T]
	scheme        *control.Scheme
	FirstStage    *FirstStage[T]
	Recomputation *Recomputation[T]

	tape       *tape.Tape[T]
	cotangents *Cotangents[T]
	waiting    []int // rows without a lane yet, in the order in which they get one
	order      []int // the memory of waiting
	lanes      []replayLane
	n          int                 // lanes in use: the first n
	argsSum    batch.Pack[float64] // the sums of the cotangents of the constant inputs
	inside     inside
}

// replayLane is a row that is being replayed.
type replayLane struct {
	row        int
	record     int32
	first, end int // the output times in the step; before them are all earlier ones
	inside     int // the place of the first of them in Replayer.inside
}

// NewReplayer returns a replayer for one worker.
func NewReplayer[T graph.Float](c *compiled.Pullback[T], s *ode.System, p *control.Scheme, step *compiled.Step[T]) *Replayer[T] {
	u := &Replayer[T]{Pullback: c.Clone(), scheme: p, lanes: make([]replayLane, p.Lanes), Recomputation: newRecomputation(p, step)}
	for _, x := range s.Args {
		u.argsSum = append(u.argsSum, batch.NewLanes[float64](x.Width, p.Lanes))
	}
	for _, block := range s.Blocks {
		u.inside.widths = append(u.inside.widths, block.Width)
	}
	u.FirstStage = newFirstStage(p, u.First)
	return u
}

// Replay goes back over the rows of c along the tape: it turns the cotangents of the state at the end into those of the
// state at the beginning.
func (u *Replayer[T]) Replay(ctx context.Context, tp *tape.Tape[T], c *Cotangents[T]) error {
	u.begin(tp, c)
	u.within(ctx)
	defer u.within(context.Background())
	for {
		u.fill()
		if u.n == 0 {
			return u.FirstStage.run(c)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := u.loadRecords(); err != nil {
			return err
		}
		u.enterOutputs()
		if err := u.Program.Run(u.n); err != nil {
			return err
		}
		u.count()
		u.addTimes()
		u.carry()
		u.leaveOutputs()
		u.retire()
	}
}

// within makes programs that may take long stop when a context ends.
func (u *Replayer[T]) within(ctx context.Context) {
	u.Program.Within(ctx)
	u.Recomputation.step.Program.Within(ctx)
	if u.FirstStage != nil {
		u.FirstStage.Program.Within(ctx)
	}
}

// begin lists the rows.
func (u *Replayer[T]) begin(tp *tape.Tape[T], c *Cotangents[T]) {
	u.Program.Zero()
	u.tape, u.cotangents, u.n = tp, c, 0
	u.sortRows()
	u.waiting = u.order
}

// sortRows puts the rows with the most steps first, so that the lanes run out of work at nearly the same time. Rows that
// share their steps keep together.
func (u *Replayer[T]) sortRows() {
	u.order = u.order[:0]
	for row := u.cotangents.Lo; row < u.cotangents.Hi; row++ {
		u.order = append(u.order, row)
	}
	if tp := u.tape; !u.scheme.Shared {
		slices.SortStableFunc(u.order, func(a, b int) int { return tp.Steps(b) - tp.Steps(a) })
	}
}

// fill gives free lanes to waiting rows.
func (u *Replayer[T]) fill() {
	if u.scheme.Shared && u.n > 0 {
		return
	}
	n := min(u.scheme.Lanes-u.n, len(u.waiting))
	for _, row := range u.waiting[:n] {
		u.lanes[u.n] = replayLane{row: row, record: u.tape.Last[row-u.cotangents.Lo], end: len(control.OutputTimes(u.cotangents.problem, row))}
		u.load(u.n, row)
		u.n++
	}
	u.waiting = u.waiting[n:]
}

// loadRecords loads the next step to pull back into every lane.
func (u *Replayer[T]) loadRecords() error {
	thinned := u.tape.Every > 1
	if thinned {
		if err := u.Recomputation.find(u); err != nil {
			return err
		}
	}
	for l := range u.n {
		record := u.lanes[l].record
		u.tape.Load(record, u.State(), l)
		if thinned {
			u.tape.Drop(record)
		}
		if !u.scheme.Shared || l == 0 {
			u.Set(l, u.tape.Moment(record, &u.cotangents.span))
		}
	}
	if u.Program.Static() {
		u.clearIdle()
	}
	return nil
}

// clearIdle zeroes the cotangents of unused lanes, for programs that compute all lanes.
func (u *Replayer[T]) clearIdle() {
	for _, p := range [...]batch.Pack[T]{u.Bar.Y.Pack, u.Bar.Q.Pack, u.Bar.K.Pack} {
		p.ClearFrom(u.n, u.scheme.Lanes)
	}
}

// count adds the work of pulling back a step to the statistics.
func (u *Replayer[T]) count() {
	s := &u.cotangents.Stats
	s.Accepted += u.n
	s.Evaluations += u.n * method.EvaluationsPerStep(u.scheme.Tableau)
	u.Run.Run(u.n, s)
}

// addTimes adds the cotangents of t and h of a step to those of t₀ and t₁.
func (u *Replayer[T]) addTimes() {
	for l := range u.scheme.Controls(u.n) {
		var t, h float64
		if u.Out.T.Data != nil {
			t = float64(u.Out.T.Data[l])
		}
		if u.Out.H.Data != nil {
			h = float64(u.Out.H.Data[l])
		}
		s, ds := u.cotangents.slopes(u.tape, u.lanes[l].record)
		u.cotangents.T0 += share(t, 1-s) - share(h, ds)
		u.cotangents.T1 += share(t, s) + share(h, ds)
	}
}
