// The states and cotangents of rows at a boundary.

package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// boundaryState holds the states and cotangents of some rows, each at a boundary of its own. Arrays are row-major as in
// Problem.
type boundaryState[T graph.Float] struct {
	t       []float64 // by row
	y, args [][]T
	time    []float64 // cotangent of t, by row
	bar     [][]T     // cotangent of the state, by block
	xBar    [][]T     // cotangent of the constant inputs: a pullback adds to it
	params  [][]float64
}

// through applies the pullback of what happens at a boundary to the cotangents of some rows. The field at.t holds the
// times of these rows, at.y their states and at.time the cotangents of the times.
func (w *segmentPass[T]) through(at *boundaryState[T], rows []int, pull func(*boundaryState[T]) error) error {
	s := w.solver.system
	at.params, at.args, at.bar = w.gradient.Params, w.args(rows), gathered[T](w.bar, s.Blocks, rows)
	for _, x := range s.Args {
		at.xBar = append(at.xBar, make([]T, len(rows)*x.Width))
	}
	if err := pull(at); err != nil {
		return err
	}
	scatter(w.bar, at.bar, s.Blocks, rows)
	w.addArgs(at.xBar, rows)
	return nil
}

// addArgs adds the cotangents of the constant inputs of some rows.
func (w *segmentPass[T]) addArgs(bars [][]T, rows []int) {
	for e, x := range w.solver.system.Args {
		for i, row := range rows {
			for c := range x.Width {
				w.gradient.Args[e][row*x.Width+c] += bars[e][i*x.Width+c]
			}
		}
	}
}

// args returns the constant inputs of some rows.
func (w *segmentPass[T]) args(rows []int) (out [][]T) {
	for e, x := range w.solver.system.Args {
		var list []T
		for _, row := range rows {
			list = append(list, w.argsOf(e, x.Width, row)...)
		}
		out = append(out, list)
	}
	return out
}

// argsOf returns a constant input of a row; zeros where Problem.Args has none.
func (w *segmentPass[T]) argsOf(e, width, row int) []T {
	if w.p.Args == nil || w.p.Args[e] == nil {
		return make([]T, width)
	}
	return w.p.Args[e][row*width:][:width]
}

// gathered copies some rows of row-major data.
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

// scatter is the inverse of gathered.
func scatter[T, S graph.Float](data [][]S, from [][]T, blocks []ode.Block, rows []int) {
	for b, x := range from {
		n := blocks[b].Width
		for i, row := range rows {
			copyAs(data[b][row*n:], x[i*n:][:n])
		}
	}
}
