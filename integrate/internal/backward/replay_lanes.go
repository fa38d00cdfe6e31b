package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
)

func (u *Replayer[T]) load(l, row int, pass *Cotangents[T]) {
	for b, block := range u.system.Blocks {
		for c := range block.Width {
			at := c*u.stride + l
			if u.yBar[b] != nil {
				u.yBar[b][at] = pass.y[b][row*block.Width+c]
			}
			if u.qBar[b] != nil {
				u.qBar[b][at] = T(pass.q[b][(row-pass.Lo)*block.Width+c])
			}
			if u.kBar[b] != nil {
				u.kBar[b][at] = 0
			}
		}
	}
	for e, block := range u.system.Args {
		for c := range block.Width {
			u.extras[e][c*u.stride+l] = batch.Extra(pass.problem, e, row*block.Width+c)
			u.xSum[e][c*u.plan.Lanes+l] = 0
		}
	}
}

// carry makes the cotangents that came out those that go in.
func (u *Replayer[T]) carry() {
	for b, block := range u.system.Blocks {
		for c := range block.Width {
			carryColumn(u.yBar[b], u.yOut[b], c*u.stride, u.n)
			carryColumn(u.kBar[b], u.kOut[b], c*u.stride, u.n)
		}
	}
	for e, block := range u.system.Args {
		if u.xOut[e] == nil {
			continue
		}
		for c := range block.Width {
			out, sum := u.xOut[e][c*u.stride:][:u.n], u.xSum[e][c*u.plan.Lanes:][:u.n]
			for l, v := range out {
				sum[l] += float64(v)
			}
		}
	}
}

func carryColumn[T graph.Float](in, out []T, from, n int) {
	switch {
	case in == nil:
	case out == nil:
		clear(in[from:][:n])
	default:
		copy(in[from:][:n], out[from:])
	}
}

// leave moves every lane to its record before, and out where there is none.
func (u *Replayer[T]) leave(tp *tape.Tape[T], pass *Cotangents[T]) {
	for l := range u.n {
		u.lanes[l].record = tp.Previous[u.lanes[l].record]
	}
	if u.plan.Shared {
		if u.lanes[0].record < 0 {
			for l := range u.n {
				u.save(l, pass)
			}
			u.n = 0
		}
		return
	}
	for l := 0; l < u.n; {
		if u.lanes[l].record >= 0 {
			l++
			continue
		}
		u.save(l, pass)
		u.n--
		if l != u.n {
			u.move(u.n, l)
		}
	}
}

// save writes the cotangents of a row at the beginning.
func (u *Replayer[T]) save(l int, pass *Cotangents[T]) {
	row := u.lanes[l].row
	for b, block := range u.system.Blocks {
		for c := range block.Width {
			if u.yBar[b] != nil {
				pass.y[b][row*block.Width+c] = u.yBar[b][c*u.stride+l]
			}
			if u.kBar[b] != nil {
				pass.k[b][(row-pass.Lo)*block.Width+c] = u.kBar[b][c*u.stride+l]
			}
		}
	}
	for e, block := range u.system.Args {
		for c := range block.Width {
			pass.extras[e][row*block.Width+c] = T(u.xSum[e][c*u.plan.Lanes+l])
		}
	}
}

func (u *Replayer[T]) move(from, to int) {
	u.lanes[to] = u.lanes[from]
	for b, block := range u.system.Blocks {
		for _, x := range [][]T{u.yBar[b], u.qBar[b], u.kBar[b]} {
			batch.MoveLane(x, block.Width, u.stride, from, to)
		}
	}
	for e, block := range u.system.Args {
		batch.MoveLane(u.extras[e], block.Width, u.stride, from, to)
		batch.MoveLane(u.xSum[e], block.Width, u.plan.Lanes, from, to)
	}
}
