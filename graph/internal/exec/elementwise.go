package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// operand is what an element-wise kernel reads or writes, before it is cut into tiles.
type operand[T kernel.Float] struct {
	data          []T
	feature, lane int  // strides
	block         int  // elements from one copy of the batch to the next
	blockLanes    bool // copies are as many lanes apart as are in use
	scratch       bool // a tile: always starts at its beginning, packed
}

// at is the part of the operand from feature c on, in copy k of the batch.
func (o *operand[T]) at(c, k, lanes int) kernel.Operand[T] {
	if o.scratch {
		return kernel.Operand[T]{Data: o.data, FeatureStride: lanes, LaneStride: 1}
	}
	offset := c*o.feature + k*o.block
	if o.blockLanes {
		offset += k * lanes
	}
	return kernel.Operand[T]{Data: o.data[offset:], FeatureStride: o.feature, LaneStride: o.lane}
}

// elementwise is one operation of a tiled group.
type elementwise[T kernel.Float] struct {
	code    ir.Code
	Pair    *partner[T] // two unary functions at once
	unary   kernel.UnaryFunc
	binary  kernel.BinaryFunc
	ternary kernel.TernaryFunc
	dst     operand[T]
	x, y, z operand[T]
}

// TiledGroup executes element-wise operations over one shape tile by tile.
type TiledGroup[T kernel.Float] struct {
	Ops      []elementwise[T]
	features int
	blocks   int
	lanes    int // fixed values: lanes a feature; 0: as many as are in use
	tile     int // elements
}

func (g *TiledGroup[T]) run(_, lanes int) {
	if g.lanes > 0 {
		lanes = g.lanes
	}
	step := max(1, g.tile/lanes)
	for k := range g.blocks {
		for c := 0; c < g.features; c += step {
			features := min(step, g.features-c)
			for i := range g.Ops {
				g.Ops[i].run(c, k, features, lanes)
			}
		}
	}
}

func (e *elementwise[T]) run(c, k, features, lanes int) {
	dst, x := e.dst.at(c, k, lanes), e.x.at(c, k, lanes)
	switch {
	case e.Pair != nil:
		e.Pair.apply(dst, e.Pair.second.at(c, k, lanes), x, features, lanes)
	case e.code == ir.Unary:
		applyUnary(e.unary, dst, x, features, lanes)
	case e.code == ir.Binary:
		kernel.Binary(e.binary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), features, lanes)
	default:
		kernel.Ternary(e.ternary, dst.Data, dst.FeatureStride, x, e.y.at(c, k, lanes), e.z.at(c, k, lanes), features, lanes)
	}
}

// applyUnary runs a flat kernel over the features; what is broadcast is stored first.
func applyUnary[T kernel.Float](f kernel.UnaryFunc, dst, x kernel.Operand[T], features, lanes int) {
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
func (b *binder[T]) tiled(steps []plan.Item) instruction {
	v := steps[0].V
	g := &TiledGroup[T]{features: v.Cols, blocks: v.Batch, tile: b.plan.Tile()}
	if v.Batch == 0 {
		g.features, g.blocks, g.lanes = ir.RoundUp(v.Rows*v.Cols)/ir.LaneMultiple, 1, ir.LaneMultiple
	}
	for _, st := range steps {
		if st.Pair {
			b.join(&g.Ops[len(g.Ops)-1], st.V)
			continue
		}
		g.Ops = append(g.Ops, b.elementwiseOp(st.V))
	}
	return g
}

func (b *binder[T]) elementwiseOp(v *ir.Value) elementwise[T] {
	e := elementwise[T]{code: v.Code, dst: b.operand(v)}
	scalar := func(x float64) operand[T] { return operand[T]{data: []T{T(x)}} }
	args := make([]operand[T], 3)
	for i, a := range v.Args {
		args[i] = b.operand(a)
	}
	e.x, e.y, e.z = args[0], args[1], args[2]
	switch v.Code {
	case ir.Unary:
		e.unary = kernel.UnaryFunc(v.Fn)
	case ir.Binary:
		e.binary = kernel.BinaryFunc(v.Fn)
	case ir.Affine:
		e.code, e.ternary = ir.Ternary, kernel.MulAdd
		e.y, e.z = scalar(v.A), scalar(v.B)
	case ir.Ternary:
		switch v.Fn {
		case ir.TernaryMulAdd:
			e.ternary = kernel.MulAdd
		case ir.TernaryMulOneMinusSquare:
			e.ternary, e.z = kernel.MulOneMinusSquare, e.y
		case ir.TernaryMulLogisticPrime:
			e.ternary, e.z = kernel.MulLogisticPrime, e.y
		case ir.TernaryAddScaled:
			e.ternary = kernel.MulAdd
			e.x, e.y, e.z = args[1], scalar(v.A), args[0]
		}
	}
	return e
}

// operand describes how a kernel steps over v; broadcasts become strides of 0.
func (b *binder[T]) operand(v *ir.Value) operand[T] {
	switch {
	case v.IsBroadcast() && v.Code == ir.BroadcastRows:
		a := v.Args[0]
		return operand[T]{data: padded(b.data(a)), feature: 1, block: a.Cols}
	case v.IsBroadcast() && v.Code == ir.BroadcastCols:
		o := b.operand(v.Args[0])
		o.feature = 0
		return o
	case v.IsBroadcast(): // a tile
		o := b.operand(v.Args[0])
		o.block, o.blockLanes = 0, false
		return o
	case v.Slot.Place == ir.PlaceScratch:
		return operand[T]{data: b.data(v), scratch: true}
	case v.Batch > 0:
		return operand[T]{data: b.data(v), feature: b.ld(v), lane: 1, blockLanes: true}
	default:
		return operand[T]{data: padded(b.data(v)), feature: ir.LaneMultiple, lane: 1}
	}
}

// padded is data up to its capacity: kernels may touch whole vectors.
func padded[T kernel.Float](data []T) []T { return data[:cap(data)] }
