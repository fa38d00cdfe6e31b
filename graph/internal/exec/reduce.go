// Sums over rows, columns and terms, and maxima.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// sumRows sums the rows of each copy of the batch.
type sumRows[T scalar.Float] struct {
	x, dst           []T
	ld, copies, cols int
	accumulate       bool
}

func (s *sumRows[T]) run(n, lanes int) {
	for k := range s.copies {
		kernel.SumLanes(s.dst[k*s.cols:], 1, s.x[k*lanes:], s.ld, s.cols, n, s.accumulate)
	}
}

func (b *binder[T]) sumRows(v *ir.Value, dst []T, accumulate bool) instruction {
	x := v.Args[0]
	if x.Batch > 0 {
		return &sumRows[T]{x: b.data(x), dst: dst, ld: b.ld(x), copies: x.Batch, cols: x.Cols, accumulate: accumulate}
	}
	return b.eachElement(v, dst, accumulate)
}

// sumCols sums the features of every row, or of the product of two values.
type sumCols[T scalar.Float] struct {
	x, y, dst                []T
	ldx, ldy, copies, number int
}

func (s *sumCols[T]) run(_, lanes int) {
	n := s.copies * lanes
	if s.y != nil {
		kernel.SumFeaturesProduct(s.dst, s.x, s.ldx, s.y, s.ldy, s.number, n, false)
		return
	}
	kernel.SumFeatures(s.dst, s.x, s.ldx, s.number, n, false)
}

func (b *binder[T]) sumCols(v *ir.Value) instruction {
	x := v.Args[0]
	if x.Batch == 0 {
		return b.eachElement(v, b.data(v), false)
	}
	s := &sumCols[T]{x: b.data(x), ldx: b.ld(x), dst: b.data(v), copies: x.Batch, number: x.Cols}
	if ir.Is[ir.SumColsProduct](v) {
		s.y, s.ldy = b.data(v.Args[1]), b.ld(v.Args[1])
	}
	switch {
	case !b.plan.Ir.Single:
	case s.copies > 1: // copies are lanes
		s.copies = plan.RoundUp(s.copies)
	case s.y != nil:
		return ready{rowTimes(1, s.number, s.x, s.y, 1, s.dst, false)}
	}
	return s
}

// maxCols goes over the columns of rows that are lanes, or rows of a fixed matrix.
type maxCols[T scalar.Float] struct {
	x, dst       []T
	column, row  int // distances in x
	copies, cols int // copies is 0 for a fixed matrix
	rows         int // of a fixed matrix
}

func (b *binder[T]) maxCols(v *ir.Value) instruction {
	x := v.Args[0]
	m := &maxCols[T]{x: b.data(x), dst: b.data(v), column: b.ld(x), row: 1, copies: x.Batch, cols: x.Cols, rows: x.Rows}
	if x.Batch == 0 {
		m.column, m.row = 1, b.ld(x)
	}
	return m
}

func (m *maxCols[T]) run(_, lanes int) {
	rows := m.copies * lanes
	if m.copies == 0 {
		rows = m.rows
	}
	dst := m.dst[:rows]
	for r := range dst {
		dst[r] = m.x[r*m.row]
	}
	for c := 1; c < m.cols; c++ {
		m.include(dst, m.x[c*m.column:])
	}
}

// include takes one more column of x. Lanes come one after another, so that no maximum waits for another.
func (m *maxCols[T]) include(dst, x []T) {
	if m.row == 1 {
		x = x[:len(dst)]
		for r, largest := range dst {
			dst[r] = max(largest, x[r])
		}
		return
	}
	for r, largest := range dst {
		dst[r] = max(largest, x[r*m.row])
	}
}

// foldRows adds the copies of the batch.
type foldRows[T scalar.Float] struct {
	x, dst              []T
	ldx, ld, cols, fold int
}

func (f *foldRows[T]) run(_, lanes int) {
	first := kernel.Full(f.x, f.ldx)
	if f.fold == 1 {
		kernel.Copy(f.dst, f.ld, first, f.cols, lanes)
		return
	}
	for k := 1; k < f.fold; k++ {
		kernel.Binary(scalar.Add, f.dst, f.ld, first, kernel.Full(f.x[k*lanes:], f.ldx), f.cols, lanes)
		first = kernel.Full(f.dst, f.ld)
	}
}

func (b *binder[T]) foldRows(v *ir.Value, copies int) instruction {
	x := v.Args[0]
	if x.Batch == 0 {
		return b.eachElement(v, b.data(v), false)
	}
	if b.plan.Ir.Single {
		return b.foldLanes(v, copies)
	}
	return &foldRows[T]{x: b.data(x), ldx: b.ld(x), dst: b.data(v), ld: b.ld(v), cols: v.Cols, fold: copies}
}

// foldLanes adds the copies of a single row, which are lanes, in order.
func (b *binder[T]) foldLanes(v *ir.Value, copies int) instruction {
	dst, x, ld := b.data(v), b.data(v.Args[0]), b.ld(v.Args[0])
	return function(func(_, _ int) {
		for c := range v.Cols {
			lanes := x[c*ld:][:copies]
			sum := lanes[0]
			for _, u := range lanes[1:] {
				sum += u
			}
			dst[c] = sum
		}
	})
}

// term binds the accumulation of one summand.
func (b *binder[T]) term(st plan.Step) instruction {
	sum := st.V
	dst, v := b.data(sum), sum.Args[st.Term]
	accumulate := b.started[sum] || b.accumulates(sum)
	b.started[sum] = true
	if !st.Inline {
		return &addFixed[T]{dst: dst, x: b.data(v), accumulate: accumulate}
	}
	switch v.Op.(type) {
	case ir.SumRows:
		return b.sumRows(v, dst, accumulate)
	case ir.MatMulTimes:
		return b.productTimes(v, dst, accumulate)
	case ir.Convolve:
		return b.convolve(v, dst, accumulate)
	}
	return b.product(v, dst, accumulate)
}

// accumulates reports whether the sum continues from run to run.
func (b *binder[T]) accumulates(sum *ir.Value) bool {
	if sum.Total {
		return true
	}
	for i, v := range b.plan.Ir.Outputs {
		if v == sum && b.plan.Ir.Sums[i] {
			return true
		}
	}
	return false
}

// addFixed adds a fixed value to a sum.
type addFixed[T scalar.Float] struct {
	dst, x     []T
	accumulate bool
}

func (a *addFixed[T]) run(_, _ int) {
	if !a.accumulate {
		copy(a.dst, a.x)
		return
	}
	dst, x := padded(a.dst), padded(a.x)
	kernel.Binary(scalar.Add, dst, plan.LaneMultiple, kernel.Full(dst, plan.LaneMultiple), kernel.Full(x, plan.LaneMultiple), plan.RoundUp(len(a.dst))/plan.LaneMultiple, plan.LaneMultiple)
}
