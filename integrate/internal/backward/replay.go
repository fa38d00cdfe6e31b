package backward

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Replayer replays recorded rows backwards in the lanes of a compiled pullback. It
// belongs to one worker.
type Replayer[T graph.Float] struct {
	system *ode.System
	plan   *control.Plan
	code   *compiled.PullbackCode[T]

	Program *graph.Program[T]
	stride  int
	compiled.StageTimes[T]
	y, k1, extras    [][]T
	yBar, qBar, kBar [][]T
	yOut, kOut, xOut [][]T
	tOut, hOut       []T
	Params           [][]T
	First            *FirstStage[T]
	Recomputation    *Recomputation[T]

	order []int // the rows, in the order in which they get a lane
	lanes []replayLane
	n     int
	xSum  [][]float64 // by extra: column·Lanes + lane
}

// replayLane is a row on its way back.
type replayLane struct {
	row    int
	record int32
}

func NewReplayer[T graph.Float](c *compiled.PullbackCode[T], s *ode.System, p *control.Plan) *Replayer[T] {
	prog := c.Program.Clone()
	u := &Replayer[T]{system: s, plan: p, code: c, Program: prog, stride: prog.Stride(),
		StageTimes: compiled.StageTimes[T]{T: compiled.Input(prog, c.T), H: compiled.Input(prog, c.H), Later: compiled.AllInputs(prog, c.Later), Parts: c.Parts}, y: compiled.AllInputs(prog, c.Y), k1: compiled.AllInputs(prog, c.K1), extras: compiled.AllInputs(prog, c.Extras),
		yBar: compiled.AllInputs(prog, c.YBar), qBar: compiled.AllInputs(prog, c.QBar), kBar: compiled.AllInputs(prog, c.KBar),
		yOut: compiled.AllOutputs(prog, c.YOut), kOut: compiled.AllOutputs(prog, c.KOut), xOut: compiled.AllOutputs(prog, c.XOut),
		tOut: compiled.Output(prog, c.TOut), hOut: compiled.Output(prog, c.HOut), Params: compiled.AllOutputs(prog, c.Params),
		lanes: make([]replayLane, p.Lanes)}
	for _, x := range s.Args {
		u.xSum = append(u.xSum, make([]float64, x.Width*p.Lanes))
	}
	u.First = newFirstStage(s, p, c.First)
	return u
}

// Replay walks the rows lo … hi back along the tape. The cotangents of the state at
// the end, in pass.y, become those of the state at the beginning.
func (u *Replayer[T]) Replay(ctx context.Context, tp *tape.Tape[T], pass *Cotangents[T]) error {
	u.Program.Zero()
	u.n = 0
	u.sortRows(tp, pass)
	waiting := u.order
	for {
		waiting = u.fill(tp, pass, waiting)
		if u.n == 0 {
			return u.First.run(pass)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := u.back(tp, pass); err != nil {
			return err
		}
	}
}

// sortRows puts the rows with the most steps first, so that the lanes run out of work at nearly the same time. Rows that
// share their steps keep together.
func (u *Replayer[T]) sortRows(tp *tape.Tape[T], pass *Cotangents[T]) {
	u.order = u.order[:0]
	for row := pass.Lo; row < pass.Hi; row++ {
		u.order = append(u.order, row)
	}
	if !u.plan.Shared {
		slices.SortStableFunc(u.order, func(a, b int) int { return tp.Steps(b) - tp.Steps(a) })
	}
}

// fill gives free lanes to the rows that wait, and returns those that still do.
func (u *Replayer[T]) fill(tp *tape.Tape[T], pass *Cotangents[T], waiting []int) []int {
	if u.plan.Shared && u.n > 0 {
		return waiting
	}
	n := min(u.plan.Lanes-u.n, len(waiting))
	for _, row := range waiting[:n] {
		u.lanes[u.n] = replayLane{row: row, record: tp.Last[row-pass.Lo]}
		u.load(u.n, row, pass)
		u.n++
	}
	return waiting[n:]
}

// back takes every lane one step back.
func (u *Replayer[T]) back(tp *tape.Tape[T], pass *Cotangents[T]) error {
	if tp.Every > 1 {
		if err := u.Recomputation.find(tp, u, pass); err != nil {
			return err
		}
	}
	for l := range u.n {
		tp.Load(u.lanes[l].record, u.system, u.y, u.k1, u.stride, l)
		if tp.Every > 1 {
			tp.Drop(u.lanes[l].record)
		}
		if !u.plan.Shared || l == 0 {
			u.Set(l, tp.Moment(u.lanes[l].record, pass.problem))
		}
	}
	if u.Program.Static() {
		u.clearIdle()
	}
	if err := u.Program.Run(u.n); err != nil {
		return err
	}
	pass.Stats.Accepted += u.n
	pass.Stats.Evaluations += u.n * u.code.EvaluationsPerStep
	u.code.Run.Run(u.n, &pass.Stats)
	u.addTimes(tp, pass)
	u.carry()
	u.leave(tp, pass)
	return nil
}

// clearIdle zeroes the cotangents of lanes that are not in use, for programs that
// compute all of them.
func (u *Replayer[T]) clearIdle() {
	for b, block := range u.system.Blocks {
		for _, bar := range [][]T{u.yBar[b], u.qBar[b], u.kBar[b]} {
			for c := 0; bar != nil && c < block.Width; c++ {
				clear(bar[c*u.stride+u.n:][:u.plan.Lanes-u.n])
			}
		}
	}
}

// addTimes adds the cotangents of t and h to those of the ends. The steps lie at
// t_n = t₀ + (t₁−t₀)s_n with fixed fractions s_n.
func (u *Replayer[T]) addTimes(tp *tape.Tape[T], pass *Cotangents[T]) {
	length := pass.problem.T1 - pass.problem.T0
	for l := range u.plan.Controls(u.n) {
		record := u.lanes[l].record
		s, ds := (tp.T[record]-pass.problem.T0)/length, tp.H[record]/length
		var t, h float64
		if u.tOut != nil {
			t = float64(u.tOut[l])
		}
		if u.hOut != nil {
			h = float64(u.hOut[l])
		}
		pass.T0 += t*(1-s) - h*ds
		pass.T1 += t*s + h*ds
	}
}
