// Layout: per-row and fixed values, and the conversions between their storage.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/conv"

// assignLayout decides for every value whether it is per row (and how many copies K of the batch it holds) or fixed, and
// inserts conversions for operations that need the other storage.
//
// A program in which rows of the batch mix with other dimensions is static: it always computes all R rows, since the number
// of rows cannot be told apart from other sizes.
func assignLayout(p *Program) {
	c := &layout{ir: p}
	old := p.Values
	p.Values = nil
	for _, v := range old {
		c.assign(v)
		p.Add(v)
	}
}

type layout struct{ ir *Program }

// assign sets v.Batch.
func (c *layout) assign(v *Value) {
	switch o := v.Op.(type) {
	case Input, Param, Const:
	case MatMul:
		c.assignMatMul(v, o)
	case Unary, Affine, SumCols, MaxCols, SliceCols, PadCols, BroadcastCols:
		v.Batch = v.Args[0].Batch
	case Binary, ConcatCols:
		c.assignAlike(v)
	case BroadcastRows:
		c.assignBroadcastRows(v, o.R)
	case TileRows:
		c.assignTileRows(v, o.K)
	case FoldRows:
		c.assignFoldRows(v, o.K)
	case SumRows:
		c.assignSumRows(v, o.K)
	case FactorRows, SolveRows:
		c.assignRowSolver(v)
	case Convolve:
		c.assignConvolve(v, o.Of)
	case Transpose:
		v.Args[0] = c.flat(v.Args[0])
	default:
		c.assignForeign(v)
	}
}

func (c *layout) assignMatMul(v *Value, m MatMul) {
	a, b := v.Args[0], v.Args[1]
	switch {
	case a.Batch == 0 && b.Batch == 0:
	case a.Batch > 0 && b.Batch == 0 && !m.TransA:
		v.Batch = a.Batch
	case a.Batch > 0 && b.Batch == a.Batch && m.TransA && !m.TransB: // contraction over the batch
	default:
		v.Args[0], v.Args[1] = c.flat(a), c.flat(b)
	}
}

// assignAlike makes all arguments per row if one is, unless the Builder knows that the value is fixed.
func (c *layout) assignAlike(v *Value) {
	if c.ir.Rows > 0 && !v.PerRow && v.Node != nil {
		for i, a := range v.Args {
			v.Args[i] = c.flat(a)
		}
		return
	}
	for _, a := range v.Args {
		v.Batch = max(v.Batch, a.Batch)
	}
	for i, a := range v.Args {
		v.Args[i] = c.lanes(a, v.Batch)
	}
}

func (c *layout) assignBroadcastRows(v *Value, repeats int) {
	v.Args[0] = c.flat(v.Args[0])
	if c.ir.Rows > 0 && repeats == c.ir.Rows {
		v.Batch = v.Args[0].Rows
	}
}

func (c *layout) assignTileRows(v *Value, copies int) {
	v.Batch = v.Args[0].Batch * copies
	if v.Args[0].Batch > 1 { // copies of copies are rare, and no reader has strides for two levels
		v.Args[0], v.Batch = c.flat(v.Args[0]), 0
	}
}

func (c *layout) assignFoldRows(v *Value, copies int) {
	if k := v.Args[0].Batch; k == copies {
		v.Batch = 1
		return
	}
	v.Args[0] = c.flat(v.Args[0])
}

func (c *layout) assignSumRows(v *Value, copies int) {
	if v.Args[0].Batch != copies {
		v.Args[0] = c.flat(v.Args[0])
	}
}

// assignForeign runs the operation on row-major tensors.
func (c *layout) assignForeign(v *Value) {
	for i, a := range v.Args {
		if a.Batch > 0 {
			v.Args[i] = c.flat(a)
		}
	}
}

// flat returns the row-major form of v.
func (c *layout) flat(v *Value) *Value {
	if v.Batch == 0 {
		return v
	}
	c.ir.Static = true
	return c.ir.Add(&Value{Op: ToFlat{}, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols})
}

// lanes returns the per-row form of v.
func (c *layout) lanes(v *Value, batch int) *Value {
	if v.Batch == batch {
		return v
	}
	c.ir.Static = true
	if v.Batch > 0 {
		v = c.flat(v)
	}
	return c.ir.Add(&Value{Op: ToLanes{}, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols, Batch: batch})
}

// assignRowSolver keeps matrices and right-hand sides in lanes; without a batch there is no kernel.
func (c *layout) assignRowSolver(v *Value) {
	c.assignAlike(v)
	if v.Batch == 0 {
		v.Op = Foreign{}
	}
}

// assignConvolve keeps images in lanes; a kernel is the same for all rows.
func (c *layout) assignConvolve(v *Value, of conv.Role) {
	a, b := v.Args[0], v.Args[1]
	switch {
	case of == conv.Kernel && a.Batch == b.Batch:
	case of != conv.Kernel && b.Batch == 0:
		v.Batch = a.Batch
	default:
		v.Args[0], v.Args[1] = c.flat(a), c.flat(b)
	}
}
