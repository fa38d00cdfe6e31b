// Products of matrices.

package exec

import (
	"cmp"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// product binds a matrix product that writes (or adds) to dst, in the form that its operands' storage needs.
func (b *binder[T]) product(v *ir.Value, dst []T, accumulate bool) instruction {
	x, w := v.Args[0], v.Args[1]
	switch {
	case v.Batch > 0:
		return b.laneProduct(v, dst)
	case x.Batch > 0:
		b.packing = max(b.packing, kernel.ScratchLen(v.Rows, v.Cols, b.plan.Stride))
		p := &contraction[T]{m: v.Rows, k: v.Cols, copies: x.Batch, x: b.data(x), ldx: b.ld(x),
			y: b.data(w), ldy: b.ld(w), dst: dst, accumulate: accumulate, mem: b.mem}
		if b.plan.Ir.Single && kernel.IsOneChain(p.m, p.k) { // copies are lanes
			p.copies, p.lanes = 1, x.Batch
		}
		return p
	default:
		return b.fixedProduct(v, v.Op.(ir.MatMul), dst, accumulate)
	}
}

func (b *binder[T]) features(v *ir.Value) features[T] { return features[T]{b.data(v), b.ld(v)} }

// row is a single row times fixed W; the features of the result are the columns of C = x·W. Each element is the same
// chain of operations as in a laneProduct.
func (p *laneProduct[T]) row() (list ready) {
	dst, from := p.dst.data[:p.m], p.bias
	if p.addend.data != nil {
		from = p.addend.data[:p.m]
	}
	if from != nil {
		list = append(list, unprepared(func() { copy(dst, from) }))
	}
	return append(list, rowTimes(p.m, p.k, p.x.data, p.w, p.wcs, dst, p.start || from != nil))
}

// rowTimes is the product of a row of k features and a matrix of m columns.
func rowTimes[T scalar.Float](m, k int, x, w []T, ldw int, dst []T, accumulate bool) kernel.Prepared {
	if c := kernel.PrepareGemm(1, m, k, x, 0, 1, w, ldw, nil, dst, m, accumulate); c != nil {
		return c
	}
	return unprepared(func() { kernel.Gemm(1, m, k, x, 0, 1, w, ldw, dst, m, accumulate) })
}

// forSingle returns the product for a program of a single row.
func (p *laneProduct[T]) forSingle() instruction {
	switch {
	case p.copies > 1: // copies are lanes
		p.copies = plan.RoundUp(p.copies)
	case p.wrs == 1:
		return p.row()
	}
	return p
}

func (b *binder[T]) laneProduct(v *ir.Value, dst []T) instruction {
	p := b.newLaneProduct(v, dst)
	if b.plan.Ir.Single {
		return p.forSingle()
	}
	return p
}

func (b *binder[T]) newLaneProduct(v *ir.Value, dst []T) *laneProduct[T] {
	p := b.bareLaneProduct(v, v.Op.(ir.MatMul).TransB, dst)
	if len(v.Args) < 3 {
		return p
	}
	third := v.Args[2]
	if third.Batch == 0 {
		p.bias = b.data(third)[:v.Cols]
		return p
	}
	p.start = true
	if slot := b.plan.Of(third).Slot; slot != b.plan.Of(v).Slot || third.IsView() || !slot.Storage.IsArena() {
		p.addend = b.features(third)
	}
	return p
}

func (b *binder[T]) laneProductTimes(v *ir.Value) instruction {
	o := v.Op.(ir.MatMulTimes)
	p := b.bareLaneProduct(v, o.TransB, b.data(v))
	if len(v.Args) > 3 {
		p.bias = b.data(v.Args[3])[:v.Cols]
	}
	return &laneProductTimes[T]{p, o.Of, b.features(v.Args[2]), v.Args[2].Batch < v.Batch}
}

// bareLaneProduct is a laneProduct that starts from zero.
func (b *binder[T]) bareLaneProduct(v *ir.Value, transB bool, dst []T) *laneProduct[T] {
	x, w := v.Args[0], v.Args[1]
	p := &laneProduct[T]{m: v.Cols, k: x.Cols, copies: v.Batch, w: b.data(w), x: b.features(x), dst: features[T]{dst, b.ld(v)}}
	p.wrs, p.wcs = 1, b.ld(w)
	if transB {
		p.wrs, p.wcs = b.ld(w), 1
	}
	return p
}

// contraction is the gradient of a weight, xᵀ·y summed over the rows of the batch.
type contraction[T scalar.Float] struct {
	m, k, copies int
	lanes        int // to sum over; 0: as many as rows are computed
	x, y, dst    []T
	ldx, ldy     int
	accumulate   bool
	mem          *memory[T]
}

func (p *contraction[T]) run(n, lanes int) {
	n = cmp.Or(p.lanes, n)
	for k := range p.copies {
		at := k * lanes
		kernel.GemmNT(p.m, p.k, n, p.x[at:], p.ldx, p.y[at:], p.ldy, p.dst, p.k, 1,
			p.accumulate || k > 0, p.mem.packing)
	}
}

// fixedProduct is a product of row-major operands.
type fixedProduct[T scalar.Float] struct {
	m, n, k    int
	a, b, dst  []T
	ars, acs   int
	ldb        int
	transposeB bool
	accumulate bool
	mem        *memory[T]
}

func (p *fixedProduct[T]) run(_, _ int) {
	b, ldb := p.right()
	kernel.Gemm(p.m, p.n, p.k, p.a, p.ars, p.acs, b, ldb, p.dst, p.n, p.accumulate)
}

// right returns the right operand with contiguous rows.
func (p *fixedProduct[T]) right() ([]T, int) {
	if !p.transposeB {
		return p.b, p.ldb
	}
	kernel.Transpose(p.mem.packing, p.n, p.b, p.ldb, p.n, p.k)
	return p.mem.packing, p.n
}

func (b *binder[T]) fixedProduct(v *ir.Value, m ir.MatMul, dst []T, accumulate bool) *fixedProduct[T] {
	x, w := v.Args[0], v.Args[1]
	p := &fixedProduct[T]{m: v.Rows, n: v.Cols, k: v.Depth(), a: b.data(x), b: b.data(w), dst: dst,
		ars: b.ld(x), acs: 1, ldb: b.ld(w), transposeB: m.TransB, accumulate: accumulate, mem: b.mem}
	if m.TransA {
		p.ars, p.acs = 1, b.ld(x)
	}
	if m.TransB {
		b.packing = max(b.packing, p.n*p.k)
	}
	return p
}

// productTimes is a product of fixed matrices, times a third matrix element by element.
type productTimes[T scalar.Float] struct {
	*fixedProduct[T]
	factor []T
}

func (p *productTimes[T]) run(_, _ int) {
	b, ldb := p.right()
	kernel.GemmTimes(p.m, p.n, p.k, p.a, p.ars, p.acs, b, ldb, p.factor, p.dst, p.n, p.accumulate)
}

func (b *binder[T]) productTimes(v *ir.Value, dst []T, accumulate bool) instruction {
	o := v.Op.(ir.MatMulTimes)
	return &productTimes[T]{b.fixedProduct(v, ir.MatMul{TransA: o.TransA, TransB: o.TransB}, dst, accumulate), b.data(v.Args[2])}
}
