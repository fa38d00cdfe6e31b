package integrate

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// maxNaive bounds the steps of a row in one graph.
const maxNaive = 256

// naiveRun pulls back the whole of rows that have taken as many steps.
type naiveRun[T graph.Float] struct{ *whole[T] }

// course lists the records of a row from the first to the last.
func (tp *tape[T]) course(row int) (records []int32) {
	for at := tp.last[row-tp.lo]; at >= 0; at = tp.previous[at] {
		records = append(records, at)
	}
	slices.Reverse(records)
	return records
}

// pull takes the cotangents of some rows from the end to the beginning.
func (w *naiveRun[T]) pull(rows []int, tp *tape[T], pass *pass[T]) error {
	for _, list := range [][][]T{w.yBar, w.qBar} {
		for _, x := range list {
			clear(x) // in lanes that are not in use too
		}
	}
	for l, row := range rows {
		for n, record := range tp.course(row) {
			w.t[n][l], w.h[n][l] = T(tp.t[record]), T(tp.h[record])
		}
		w.load(l, row, pass)
	}
	if err := w.program.Run(len(rows)); err != nil {
		return err
	}
	pass.stats.Accepted += len(rows) * len(w.t)
	pass.stats.Evaluations += len(rows) * w.evaluations
	w.run.run(len(rows), &pass.stats)
	for l, row := range rows {
		w.save(l, row, pass)
		w.addTimes(l, tp.course(row), tp, pass)
	}
	return nil
}

// load puts the beginning of a row and the cotangents of its end into a lane.
func (w *naiveRun[T]) load(l, row int, pass *pass[T]) {
	p := pass.problem
	for b, block := range w.system.Blocks {
		for c := range block.Width {
			at, i := c*w.stride+l, row*block.Width+c
			if w.y[b] != nil {
				w.y[b][at] = 0
				if p.Y != nil && p.Y[b] != nil {
					w.y[b][at] = p.Y[b][i]
				}
			}
			if w.yBar[b] != nil {
				w.yBar[b][at] = pass.y[b][i]
			}
			if w.qBar[b] != nil {
				w.qBar[b][at] = T(pass.q[b][i-pass.lo*block.Width])
			}
		}
	}
	for e, block := range w.system.Extras {
		for c := range block.Width {
			w.extras[e][c*w.stride+l] = extra(p, e, row*block.Width+c)
		}
	}
}

// save writes the cotangents of the beginning of a row.
func (w *naiveRun[T]) save(l, row int, pass *pass[T]) {
	for b, block := range w.system.Blocks {
		for c := range block.Width {
			if w.yOut[b] != nil {
				pass.y[b][row*block.Width+c] = w.yOut[b][c*w.stride+l]
			}
		}
	}
	for e, block := range w.system.Extras {
		for c := range block.Width {
			if w.xOut[e] != nil {
				pass.extras[e][row*block.Width+c] = w.xOut[e][c*w.stride+l]
			}
		}
	}
}

// addTimes adds the cotangents of t and h of every step of a row to those of the ends, as
// those of puller.addTimes.
func (w *naiveRun[T]) addTimes(l int, course []int32, tp *tape[T], pass *pass[T]) {
	t0, length := pass.problem.T0, pass.problem.T1-pass.problem.T0
	for n, record := range course {
		s, ds := (tp.t[record]-t0)/length, tp.h[record]/length
		if out := w.tOut[n]; out != nil {
			pass.t0 += float64(out[l]) * (1 - s)
			pass.t1 += float64(out[l]) * s
		}
		if out := w.hOut[n]; out != nil {
			pass.t0 -= float64(out[l]) * ds
			pass.t1 += float64(out[l]) * ds
		}
	}
}
