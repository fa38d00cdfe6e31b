package integrate

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// puller replays recorded rows backwards in the lanes of a compiled pullback. It
// belongs to one worker.
type puller[T graph.Float] struct {
	system *System
	plan   *plan
	code   *pullCode[T]

	program          *graph.Program[T]
	stride           int
	t, h             []T
	y, k1, extras    [][]T
	yBar, qBar, kBar [][]T
	yOut, kOut, xOut [][]T
	tOut, hOut       []T
	params           [][]T
	first            *firstPuller[T]
	again            *again[T]

	order []int // the rows, in the order in which they get a lane
	lanes []pullLane
	n     int
	xSum  [][]float64 // by extra: column·Lanes + lane
}

// pullLane is a row on its way back.
type pullLane struct {
	row    int
	record int32
}

func newPuller[T graph.Float](c *pullCode[T], s *System, p *plan) *puller[T] {
	prog := c.program.Clone()
	u := &puller[T]{system: s, plan: p, code: c, program: prog, stride: prog.Stride(),
		t: input(prog, c.t), h: input(prog, c.h), y: allInputs(prog, c.y), k1: allInputs(prog, c.k1), extras: allInputs(prog, c.extras),
		yBar: allInputs(prog, c.yBar), qBar: allInputs(prog, c.qBar), kBar: allInputs(prog, c.kBar),
		yOut: allOutputs(prog, c.yOut), kOut: allOutputs(prog, c.kOut), xOut: allOutputs(prog, c.xOut),
		tOut: output(prog, c.tOut), hOut: output(prog, c.hOut), params: allOutputs(prog, c.params),
		lanes: make([]pullLane, p.Lanes)}
	for _, x := range s.Extras {
		u.xSum = append(u.xSum, make([]float64, x.Width*p.Lanes))
	}
	u.first = newFirstPuller(s, p, c.first)
	return u
}

// replay walks the rows lo … hi back along the tape. The cotangents of the state at
// the end, in pass.y, become those of the state at the beginning.
func (u *puller[T]) replay(ctx context.Context, tp *tape[T], pass *pass[T]) error {
	u.program.Zero()
	u.n = 0
	u.sortRows(tp, pass)
	waiting := u.order
	for {
		waiting = u.fill(tp, pass, waiting)
		if u.n == 0 {
			return u.first.run(pass)
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
func (u *puller[T]) sortRows(tp *tape[T], pass *pass[T]) {
	u.order = u.order[:0]
	for row := pass.lo; row < pass.hi; row++ {
		u.order = append(u.order, row)
	}
	if !u.plan.shared {
		slices.SortStableFunc(u.order, func(a, b int) int { return tp.steps(b) - tp.steps(a) })
	}
}

// fill gives free lanes to the rows that wait, and returns those that still do.
func (u *puller[T]) fill(tp *tape[T], pass *pass[T], waiting []int) []int {
	if u.plan.shared && u.n > 0 {
		return waiting
	}
	n := min(u.plan.Lanes-u.n, len(waiting))
	for _, row := range waiting[:n] {
		u.lanes[u.n] = pullLane{row: row, record: tp.last[row-pass.lo]}
		u.load(u.n, row, pass)
		u.n++
	}
	return waiting[n:]
}

// back takes every lane one step back.
func (u *puller[T]) back(tp *tape[T], pass *pass[T]) error {
	if tp.every > 1 {
		if err := u.again.find(tp, u, pass); err != nil {
			return err
		}
	}
	for l := range u.n {
		t, h := tp.load(u.lanes[l].record, u.system, u.y, u.k1, u.stride, l)
		if tp.every > 1 {
			tp.drop(u.lanes[l].record)
		}
		if !u.plan.shared || l == 0 {
			u.t[l], u.h[l] = T(t), T(h)
		}
	}
	if u.program.Static() {
		u.clearIdle()
	}
	if err := u.program.Run(u.n); err != nil {
		return err
	}
	pass.stats.Accepted += u.n
	pass.stats.Evaluations += u.n * u.code.evaluationsPerStep
	u.code.run.run(u.n, &pass.stats)
	u.addTimes(tp, pass)
	u.carry()
	u.leave(tp, pass)
	return nil
}

// clearIdle zeroes the cotangents of lanes that are not in use, for programs that
// compute all of them.
func (u *puller[T]) clearIdle() {
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
func (u *puller[T]) addTimes(tp *tape[T], pass *pass[T]) {
	length := pass.problem.T1 - pass.problem.T0
	for l := range u.plan.controls(u.n) {
		record := u.lanes[l].record
		s, ds := (tp.t[record]-pass.problem.T0)/length, tp.h[record]/length
		var t, h float64
		if u.tOut != nil {
			t = float64(u.tOut[l])
		}
		if u.hOut != nil {
			h = float64(u.hOut[l])
		}
		pass.t0 += t*(1-s) - h*ds
		pass.t1 += t*s + h*ds
	}
}
