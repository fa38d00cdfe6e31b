// Element-wise operations, tile by tile.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// operand is an operand or the result of an element-wise kernel, before it is cut into tiles.
type operand[T scalar.Float] struct {
	data          []T
	feature, lane int  // strides
	next          int  // elements between copies of the batch
	nextLanes     bool // the distance between copies is the number of lanes in use
	scratch       bool // a tile in scratch: it always starts at its beginning, without gaps
	gaps          bool // elements between the lanes in use may be overwritten
}

// at returns the operand from feature c on, in copy k of the batch.
func (o *operand[T]) at(c, k, lanes int) kernel.Operand[T] {
	if o.scratch {
		return kernel.Operand[T]{Data: o.data, FeatureStride: lanes, LaneStride: 1}
	}
	offset := c*o.feature + k*o.next
	if o.nextLanes {
		offset += k * lanes
	}
	return kernel.Operand[T]{Data: o.data[offset:], FeatureStride: o.feature, LaneStride: o.lane}
}

// elementwise is one operation of a tiled group.
type elementwise[T scalar.Float] struct {
	operands int
	Pair     *partner[T] // two unary functions at once
	unary    scalar.UnaryFunc
	binary   scalar.BinaryFunc
	ternary  scalar.TernaryFunc
	dst      operand[T]
	x, y, z  operand[T]
}

// TiledGroup executes element-wise operations over one shape, tile by tile.
type TiledGroup[T scalar.Float] struct {
	Ops      []elementwise[T]
	features int
	copies   int           // of the batch
	lanes    int           // lanes of a feature, for fixed values; 0: as many as are in use
	tile     int           // elements
	flat     bool          // a single row: its features are lanes
	before   []instruction // instructions that prepare operands
}

func (g *TiledGroup[T]) run(_, lanes int) { runAll(g.prepare(lanes)) }

// prepare lists the kernels for so many lanes, tile by tile.
func (g *TiledGroup[T]) prepare(lanes int) (list []kernel.Prepared) {
	for _, i := range g.before {
		list = append(list, unprepared(func() { i.run(1, lanes) }))
	}
	if g.flat { // the features of a single row are lanes, and values in scratch stay within a tile
		for c := 0; c < g.features; c += g.tile {
			for i := range g.Ops {
				list = append(list, g.Ops[i].prepare(c, 0, 1, min(g.tile, g.features-c)))
			}
		}
		return list
	}
	if g.lanes > 0 {
		lanes = g.lanes
	}
	step := max(1, g.tile/lanes)
	for k := range g.copies {
		for c := 0; c < g.features; c += step {
			features := min(step, g.features-c)
			for i := range g.Ops {
				list = append(list, g.Ops[i].prepare(c, k, features, lanes))
			}
		}
	}
	return list
}

func (e *elementwise[T]) run(c, k, features, lanes int) {
	dst, x := e.dst.at(c, k, lanes), e.x.at(c, k, lanes)
	switch {
	case e.Pair != nil:
		e.Pair.apply(dst, e.Pair.second.at(c, k, lanes), x, features, lanes)
	case e.operands == 1:
		applyUnary(e.unary, dst, x, features, lanes)
	case e.operands == 2:
		kernel.Binary(e.binary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), features, lanes)
	default:
		kernel.Ternary(e.ternary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), e.z.at(c, k, lanes), features, lanes)
	}
}

// prepare returns the operation on a part of its operands.
func (e *elementwise[T]) prepare(c, k, features, lanes int) kernel.Prepared {
	if p := e.prepared(c, k, features, lanes); p != nil {
		return p
	}
	return unprepared(func() { e.run(c, k, features, lanes) })
}

func (e *elementwise[T]) prepared(c, k, features, lanes int) kernel.Prepared {
	dst, x := e.dst.at(c, k, lanes), e.x.at(c, k, lanes)
	switch {
	case e.Pair != nil:
		return nil
	case e.operands == 1:
		return prepareUnary(e.unary, dst, x, e.dst.gaps, features, lanes)
	case e.operands == 2:
		return kernel.PrepareBinary(e.binary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), features, lanes)
	}
	return kernel.PrepareTernary(e.ternary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), e.z.at(c, k, lanes), features, lanes)
}

// narrowGap is the number of lanes between features up to which computing them takes less time than starting a new run.
const narrowGap = 2 * plan.LaneMultiple

// prepareUnary prepares one run of elements, including narrow gaps if they may be overwritten.
func prepareUnary[T scalar.Float](f scalar.UnaryFunc, dst, x kernel.Operand[T], gaps bool, features, lanes int) kernel.Prepared {
	if x.LaneStride == 0 {
		return nil
	}
	apart := lanes
	if gaps && dst.FeatureStride <= lanes+narrowGap {
		apart = dst.FeatureStride
	}
	if features > 1 && (dst.FeatureStride != apart || x.FeatureStride != apart) {
		return nil
	}
	return kernel.PrepareUnary(f, dst.Data, x.Data, (features-1)*apart+lanes)
}

// applyUnary runs a flat kernel over the features; it stores broadcast operands first.
func applyUnary[T scalar.Float](f scalar.UnaryFunc, dst, x kernel.Operand[T], features, lanes int) {
	if x.LaneStride == 0 || (x.FeatureStride == 0 && features > 1) {
		kernel.Copy(dst.Data, dst.FeatureStride, x, features, lanes)
		x = dst
	}
	if dst.FeatureStride == lanes && x.FeatureStride == lanes {
		kernel.Unary(f, dst.Data, x.Data, features*lanes)
		return
	}
	for c := range features {
		kernel.Unary(f, dst.Data[c*dst.FeatureStride:], x.Data[c*x.FeatureStride:], lanes)
	}
}

// tiled binds a group of element-wise steps over one shape.
func (b *binder[T]) tiled(steps []plan.Step) instruction {
	v := steps[0].V
	g := &TiledGroup[T]{features: v.Cols, copies: v.Batch, tile: b.plan.Tile()}
	if v.Batch == 0 {
		g.features, g.copies, g.lanes = plan.RoundUp(v.Rows*v.Cols)/plan.LaneMultiple, 1, plan.LaneMultiple
	}
	if b.plan.Ir.Single && v.Batch > 0 {
		g.copies, g.flat, g.lanes = 1, v.Batch == 1, plan.RoundUp(v.Batch) // copies are lanes
	}
	for _, st := range steps {
		if st.Pair {
			b.join(&g.Ops[len(g.Ops)-1], st.V)
			continue
		}
		g.Ops = append(g.Ops, b.elementwiseOp(st.V))
	}
	g.before, b.before = b.before, nil
	return g
}

func (b *binder[T]) elementwiseOp(v *ir.Value) elementwise[T] {
	scale := func(x float64) operand[T] { return operand[T]{data: []T{T(x)}} }
	args := make([]operand[T], 3)
	for i, a := range v.Args {
		args[i] = b.operand(a)
	}
	e := elementwise[T]{operands: 3, dst: b.operand(v), x: args[0], y: args[1], z: args[2]}
	switch o := v.Op.(type) {
	case ir.Unary:
		e.operands, e.unary = 1, o.Func
	case ir.Binary:
		e.operands, e.binary = 2, o.Func
	case ir.Affine:
		e.ternary, e.y, e.z = scalar.MulAdd, scale(o.Scale), scale(o.Shift)
	case ir.AddScaled:
		e.ternary, e.x, e.y, e.z = scalar.MulAdd, args[1], scale(o.Scale), args[0]
	case ir.Ternary:
		e.ternary = o.Func
		if !o.Func.ReadsAll() { // some are functions of two operands, see kernel.Ternary
			e.z = e.y
		}
	}
	return e
}

// operand returns the strides by which a kernel reads v; those of broadcasts are 0.
func (b *binder[T]) operand(v *ir.Value) operand[T] {
	switch {
	case v.IsBroadcast() && ir.Is[ir.BroadcastRows](v):
		a := v.Args[0]
		switch {
		case b.plan.Ir.Single && v.Batch > 1:
			return b.copiesAsLanes(v)
		case b.plan.Ir.Single:
			return operand[T]{data: padded(b.data(a)), feature: 1, lane: 1}
		}
		return operand[T]{data: padded(b.data(a)), feature: 1, next: a.Cols}
	case v.IsBroadcast() && ir.Is[ir.BroadcastCols](v):
		o := b.operand(v.Args[0])
		o.feature = 0
		if b.plan.Ir.Single && v.Batch == 1 {
			o.lane = 0 // features are lanes
		}
		return o
	case v.IsBroadcast(): // a tile
		o := b.operand(v.Args[0])
		o.next, o.nextLanes = 0, false
		if b.plan.Ir.Single {
			o.lane = 0 // copies are lanes
		}
		return o
	case b.plan.Of(v).Slot.Storage == plan.StorageScratch:
		return operand[T]{data: b.data(v), scratch: true}
	case v.Batch > 0:
		return operand[T]{data: b.data(v), feature: b.ld(v), lane: 1, nextLanes: true, gaps: v.Batch == 1 && b.plan.Of(v).Slot.Storage.IsArena()}
	default:
		return operand[T]{data: padded(b.data(v)), feature: plan.LaneMultiple, lane: 1}
	}
}

// copiesAsLanes is the operand for a fixed value with a row for each copy of a single row: the value, transposed before.
func (b *binder[T]) copiesAsLanes(v *ir.Value) operand[T] {
	a, ld := v.Args[0], b.ld(v)
	src, lds, rows, cols := b.data(a), b.ld(a), a.Rows, a.Cols
	dst := kernel.AlignedSlice[T](cols * ld)
	b.before = append(b.before, function(func(_, _ int) { kernel.Transpose(dst, ld, src, lds, rows, cols) }))
	return operand[T]{data: dst, feature: ld, lane: 1}
}

// padded extends data to its capacity: kernels may touch whole vectors.
func padded[T scalar.Float](data []T) []T { return data[:cap(data)] }
