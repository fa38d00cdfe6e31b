package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
)

// MaxDirectSteps bounds the steps of a row in one graph.
const MaxDirectSteps = 256

// Direct pulls back the whole of rows that have taken as many steps.
type Direct[T graph.Float] struct{ *compiled.Unrolled[T] }

// Pull takes the cotangents of some rows from the end to the beginning.
func (w *Direct[T]) Pull(rows []int, tp *tape.Tape[T], pass *Cotangents[T]) error {
	for _, list := range [][][]T{w.YBar, w.QBar} {
		for _, x := range list {
			clear(x) // in lanes that are not in use too
		}
	}
	for l, row := range rows {
		for n, record := range tp.Course(row) {
			w.T[n][l], w.H[n][l] = T(tp.T[record]), T(tp.H[record])
		}
		w.load(l, row, pass)
	}
	if err := w.Program.Run(len(rows)); err != nil {
		return err
	}
	pass.Stats.Accepted += len(rows) * len(w.T)
	pass.Stats.Evaluations += len(rows) * w.Evaluations
	w.Run.Run(len(rows), &pass.Stats)
	for l, row := range rows {
		w.save(l, row, pass)
		w.addTimes(l, tp.Course(row), tp, pass)
	}
	return nil
}

// load puts the beginning of a row and the cotangents of its end into a lane.
func (w *Direct[T]) load(l, row int, pass *Cotangents[T]) {
	p := pass.problem
	for b, block := range w.System.Blocks {
		for c := range block.Width {
			at, i := c*w.Stride+l, row*block.Width+c
			if w.Y[b] != nil {
				w.Y[b][at] = 0
				if p.Y != nil && p.Y[b] != nil {
					w.Y[b][at] = p.Y[b][i]
				}
			}
			if w.YBar[b] != nil {
				w.YBar[b][at] = pass.y[b][i]
			}
			if w.QBar[b] != nil {
				w.QBar[b][at] = T(pass.q[b][i-pass.Lo*block.Width])
			}
		}
	}
	for e, block := range w.System.Args {
		for c := range block.Width {
			w.Extras[e][c*w.Stride+l] = batch.Extra(p, e, row*block.Width+c)
		}
	}
}

// save writes the cotangents of the beginning of a row.
func (w *Direct[T]) save(l, row int, pass *Cotangents[T]) {
	for b, block := range w.System.Blocks {
		for c := range block.Width {
			if w.YOut[b] != nil {
				pass.y[b][row*block.Width+c] = w.YOut[b][c*w.Stride+l]
			}
		}
	}
	for e, block := range w.System.Args {
		for c := range block.Width {
			if w.XOut[e] != nil {
				pass.extras[e][row*block.Width+c] = w.XOut[e][c*w.Stride+l]
			}
		}
	}
}

// addTimes adds the cotangents of t and h of every step of a row to those of the ends, as
// those of puller.addTimes.
func (w *Direct[T]) addTimes(l int, course []int32, tp *tape.Tape[T], pass *Cotangents[T]) {
	t0, length := pass.problem.T0, pass.problem.T1-pass.problem.T0
	for n, record := range course {
		s, ds := (tp.T[record]-t0)/length, tp.H[record]/length
		if out := w.TOut[n]; out != nil {
			pass.T0 += float64(out[l]) * (1 - s)
			pass.T1 += float64(out[l]) * s
		}
		if out := w.HOut[n]; out != nil {
			pass.T0 -= float64(out[l]) * ds
			pass.T1 += float64(out[l]) * ds
		}
	}
}
