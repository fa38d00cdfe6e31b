package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

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
	code    code
	pair    *partner[T] // two unary functions at once
	unary   kernel.UnaryFunc
	binary  kernel.BinaryFunc
	ternary kernel.TernaryFunc
	dst     operand[T]
	x, y, z operand[T]
}

// tiledGroup executes element-wise operations over one shape tile by tile.
type tiledGroup[T kernel.Float] struct {
	ops      []elementwise[T]
	features int
	blocks   int
	lanes    int // fixed values: lanes a feature; 0: as many as are in use
	tile     int // elements
}

func (g *tiledGroup[T]) run(_, lanes int) {
	if g.lanes > 0 {
		lanes = g.lanes
	}
	step := max(1, g.tile/lanes)
	for k := range g.blocks {
		for c := 0; c < g.features; c += step {
			features := min(step, g.features-c)
			for i := range g.ops {
				g.ops[i].run(c, k, features, lanes)
			}
		}
	}
}

func (e *elementwise[T]) run(c, k, features, lanes int) {
	dst, x := e.dst.at(c, k, lanes), e.x.at(c, k, lanes)
	switch {
	case e.pair != nil:
		e.pair.apply(dst, e.pair.second.at(c, k, lanes), x, features, lanes)
	case e.code == codeUnary:
		applyUnary(e.unary, dst, x, features, lanes)
	case e.code == codeBinary:
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
func (b *binder[T]) tiled(steps []scheduled) instruction {
	v := steps[0].v
	g := &tiledGroup[T]{features: v.cols, blocks: v.batch, tile: max(tileElements, b.plan.stride)}
	if v.batch == 0 {
		g.features, g.blocks, g.lanes = roundUp(v.rows*v.cols)/laneMultiple, 1, laneMultiple
	}
	for _, st := range steps {
		if st.pair {
			b.join(&g.ops[len(g.ops)-1], st.v)
			continue
		}
		g.ops = append(g.ops, b.elementwise(st.v))
	}
	return g
}

func (b *binder[T]) elementwise(v *value) elementwise[T] {
	e := elementwise[T]{code: v.code, dst: b.operand(v)}
	scalar := func(x float64) operand[T] { return operand[T]{data: []T{T(x)}} }
	args := make([]operand[T], 3)
	for i, a := range v.args {
		args[i] = b.operand(a)
	}
	e.x, e.y, e.z = args[0], args[1], args[2]
	switch v.code {
	case codeUnary:
		e.unary = kernel.UnaryFunc(v.fn)
	case codeBinary:
		e.binary = kernel.BinaryFunc(v.fn)
	case codeAffine:
		e.code, e.ternary = codeTernary, kernel.MulAdd
		e.y, e.z = scalar(v.a), scalar(v.b)
	case codeTernary:
		switch v.fn {
		case ternaryMulAdd:
			e.ternary = kernel.MulAdd
		case ternaryMulOneMinusSquare:
			e.ternary, e.z = kernel.MulOneMinusSquare, e.y
		case ternaryMulLogisticPrime:
			e.ternary, e.z = kernel.MulLogisticPrime, e.y
		case ternaryAddScaled:
			e.ternary = kernel.MulAdd
			e.x, e.y, e.z = args[1], scalar(v.a), args[0]
		}
	}
	return e
}

// operand describes how a kernel steps over v; broadcasts become strides of 0.
func (b *binder[T]) operand(v *value) operand[T] {
	switch {
	case v.isBroadcast() && v.code == codeBroadcastRows:
		a := v.args[0]
		return operand[T]{data: padded(b.data(a)), feature: 1, block: a.cols}
	case v.isBroadcast() && v.code == codeBroadcastCols:
		o := b.operand(v.args[0])
		o.feature = 0
		return o
	case v.isBroadcast(): // a tile
		o := b.operand(v.args[0])
		o.block, o.blockLanes = 0, false
		return o
	case v.slot.place == placeScratch:
		return operand[T]{data: b.data(v), scratch: true}
	case v.batch > 0:
		return operand[T]{data: b.data(v), feature: b.ld(v), lane: 1, blockLanes: true}
	default:
		return operand[T]{data: padded(b.data(v)), feature: laneMultiple, lane: 1}
	}
}

// padded is data up to its capacity: kernels may touch whole vectors.
func padded[T kernel.Float](data []T) []T { return data[:cap(data)] }
