// The pullback of all steps of a row as one graph, which tests compare with replay.

package backward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
)

// MaxDirectSteps is the most steps of a row in one graph.
const MaxDirectSteps = 256

// Direct pulls back all steps of rows with the same number of steps at once.
type Direct[T graph.Float] struct{ *compiled.Unrolled[T] }

// Pull takes the cotangents of some rows from the end of their steps to the beginning.
func (w *Direct[T]) Pull(rows []int, tp *tape.Tape[T], c *Cotangents[T]) error {
	for _, p := range []batch.Pack[T]{w.YBar.Pack, w.QBar.Pack} {
		p.Clear() // in unused lanes too
	}
	for l, row := range rows {
		for n, record := range tp.Records(row) {
			w.T[n].Data[l], w.H[n].Data[l] = T(tp.T[record]), T(tp.H[record])
		}
		w.load(l, row, c)
	}
	if err := w.Program.Run(len(rows)); err != nil {
		return err
	}
	c.Stats.Accepted += len(rows) * len(w.T)
	c.Stats.Evaluations += len(rows) * w.Evaluations
	w.Run.Run(len(rows), &c.Stats)
	for l, row := range rows {
		w.YOut.StoreRow(l, c.y, row)
		w.ArgsOut.StoreRow(l, c.args, row)
		w.addTimes(l, tp.Records(row), tp, c)
	}
	return nil
}

// load copies the initial state of a row and its final cotangents into a lane.
func (w *Direct[T]) load(l, row int, c *Cotangents[T]) {
	w.Y.LoadRow(l, c.problem.Y, row)
	w.Args.LoadRow(l, c.problem.Args, row)
	w.YBar.LoadRow(l, c.y, row)
	c.loadQuadratures(w.QBar.Pack, l, row)
}

// addTimes adds the cotangents of t and h of every step of a row to those of the ends, as
// Replayer.addTimes does.
func (w *Direct[T]) addTimes(l int, records []int32, tp *tape.Tape[T], c *Cotangents[T]) {
	for n, record := range records {
		s, ds := c.slopes(tp, record)
		if out := w.TOut[n].Data; out != nil {
			t := float64(out[l])
			c.T0 += share(t, 1-s)
			c.T1 += share(t, s)
		}
		if out := w.HOut[n].Data; out != nil {
			h := float64(float64(out[l]) * ds)
			c.T0 -= h
			c.T1 += h
		}
	}
}
