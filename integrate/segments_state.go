package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// boundaryState is the states of some rows at a boundary of each, and the cotangents at the
// boundary. Arrays are row-major as in Problem.
type boundaryState[T graph.Float] struct {
	t         []float64 // by row
	y, extras [][]T
	time      []float64 // the cotangent of t, by row
	bar       [][]T     // of the state, by block
	xBar      [][]T     // of the constant inputs: a pullback adds to them
	params    [][]float64
}

// through takes the cotangents of some rows through what happens at the end of a segment.
func (w *rowSegments[T]) through(segment int, rows []int, pull func(*boundaryState[T]) error) error {
	if len(rows) == 0 {
		return nil
	}
	s := w.solver.system
	p := &boundaryState[T]{params: w.gradient.Params, extras: w.extras(rows), bar: gathered[T](w.bar, s.Blocks, rows)}
	p.y = w.states(rows, func(row int) [][]T { return w.boundaries[row][segment].Before })
	for _, row := range rows {
		p.t, p.time = append(p.t, w.boundaries[row][segment].T), append(p.time, w.time[row])
	}
	for _, x := range s.Args {
		p.xBar = append(p.xBar, make([]T, len(rows)*x.Width))
	}
	if err := pull(p); err != nil {
		return err
	}
	for i, row := range rows {
		w.time[row] = p.time[i]
	}
	scatter(w.bar, p.bar, s.Blocks, rows)
	w.addExtras(p.xBar, rows)
	return nil
}

func (w *rowSegments[T]) addExtras(bars [][]T, rows []int) {
	for e, x := range w.solver.system.Args {
		for i, row := range rows {
			for c := range x.Width {
				w.gradient.Args[e][row*x.Width+c] += bars[e][i*x.Width+c]
			}
		}
	}
}

// states are the states that of knows for each row; zeros for quadratures.
func (w *rowSegments[T]) states(rows []int, of func(row int) [][]T) [][]T {
	out := make([][]T, len(w.solver.system.Blocks))
	for b, block := range w.solver.system.Blocks {
		for _, row := range rows {
			if y := of(row); !block.Quadrature && y != nil {
				out[b] = append(out[b], y[b]...)
			}
		}
	}
	return out
}

func (w *rowSegments[T]) extras(rows []int) (out [][]T) {
	for e, x := range w.solver.system.Args {
		var list []T
		for _, row := range rows {
			list = append(list, w.argsOf(e, x.Width, row)...)
		}
		out = append(out, list)
	}
	return out
}

// argsOf is a constant input of a row; zeros where none is given.
func (w *rowSegments[T]) argsOf(e, width, row int) []T {
	if w.p.Args == nil || w.p.Args[e] == nil {
		return make([]T, width)
	}
	return w.p.Args[e][row*width:][:width]
}

// gathered are some rows of row-major data.
func gathered[T, S graph.Float](data [][]S, blocks []ode.Block, rows []int) [][]T {
	out := make([][]T, len(data))
	for b, x := range data {
		for _, row := range rows {
			for _, v := range x[row*blocks[b].Width:][:blocks[b].Width] {
				out[b] = append(out[b], T(v))
			}
		}
	}
	return out
}

// scatter undoes gathered.
func scatter[T, S graph.Float](data [][]S, from [][]T, blocks []ode.Block, rows []int) {
	for b, x := range from {
		n := blocks[b].Width
		for i, row := range rows {
			copyAs(data[b][row*n:], x[i*n:][:n])
		}
	}
}
