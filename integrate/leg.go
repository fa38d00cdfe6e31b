package integrate

import (
	"context"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// pullLeg goes back over one leg of every row that has it.
func (w *way[T]) pullLeg(ctx context.Context, leg int) error {
	rows := w.rows(leg, func(int, *passage[T]) bool { return true })
	problem, n := w.leg(leg, rows), len(w.solver.system.Extras)
	bar := gathered[float64](w.bar, w.solver.system.Blocks, rows)
	g, err := w.relative.Gradient(ctx, problem, towards[T](bar, w.solver.system.Blocks), w.settings)
	if err != nil {
		return errors.Wrapf(err, "back over leg %d", leg)
	}
	scatter(w.bar, g.Y0, w.solver.system.Blocks, rows)
	w.addExtras(g.Extras[:n], rows)
	for q, sum := range g.Params {
		for i, v := range sum {
			w.gradient.Params[q][i] += v
		}
	}
	w.gradient.Backward.add(g.Forward)
	w.gradient.Backward.add(g.Backward)
	w.gradient.Miss = max(w.gradient.Miss, g.Miss)
	for i, row := range rows {
		start, length := float64(g.Extras[n][i]), float64(g.Extras[n+1][i])
		w.addTime(row, &w.passages[row][leg], length)
		w.time[row] = start - length // the end is fixed
	}
	return nil
}

// addTime adds the cotangent of the time at the end of a leg to that of what sets it: T1, an
// output time, or something one cannot differentiate by. At an event it has been used.
func (w *way[T]) addTime(row int, at *passage[T], length float64) {
	if at.event >= 0 {
		return
	}
	v := w.time[row] + length
	if at.output >= 0 {
		w.gradient.Times[at.output] += v
	}
	if at.t == w.p.T1 {
		w.gradient.T1 += v
	}
}

// leg is the problem that the rows solve in relative time.
func (w *way[T]) leg(leg int, rows []int) *Problem[T] {
	single := w.solver.plan.epsilon > 1e-10
	start, length := make([]T, len(rows)), make([]T, len(rows))
	for i, row := range rows {
		from, at := w.p.T0, &w.passages[row][leg]
		if leg > 0 {
			from = w.passages[row][leg-1].next
		}
		start[i], length[i] = T(from), T(at.t-float64(T(from)))
		if at.jump == 0 {
			length[i] = T(shortOf(at.t, float64(T(from)), single))
		}
	}
	p := &Problem[T]{T1: 1, Rows: len(rows), Extras: append(w.extras(rows), start, length)}
	if leg > 0 {
		p.Y = w.states(rows, func(row int) [][]T { return w.passages[row][leg-1].after })
	} else if w.p.Y != nil {
		p.Y = w.states(rows, func(row int) [][]T { return w.startOf(row) })
	}
	return p
}

// startOf is the state of a row at T0.
func (w *way[T]) startOf(row int) [][]T {
	out := make([][]T, len(w.solver.system.Blocks))
	for b, block := range w.solver.system.Blocks {
		if block.Quadrature {
			continue
		}
		out[b] = make([]T, block.Width)
		if w.p.Y[b] != nil {
			copy(out[b], w.p.Y[b][row*block.Width:])
		}
	}
	return out
}

// towards is the loss whose derivatives are the cotangents given.
func towards[T graph.Float](bars [][]float64, blocks []Block) Loss[T] {
	return func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		give(ybar, qbar, bars, blocks, lo, hi)
		return 0, nil
	}
}
