package graph

// classify decides for every value whether it is per row (and how many copies K of the batch
// it holds) or fixed, and inserts conversions where an operation wants the other storage.
//
// A program in which the batch mixes with anything but row by row is static: it always
// computes all R rows, since the number of rows cannot be told apart from other sizes.
func classify(p *ir) {
	c := &classifier{ir: p}
	old := p.values
	p.values = nil
	for _, v := range old {
		c.place(v)
		p.add(v)
	}
}

type classifier struct{ ir *ir }

// place sets v.batch.
func (c *classifier) place(v *value) {
	switch v.code {
	case codeInput, codeParam, codeConst:
	case codeMatMul:
		c.placeMatMul(v)
	case codeUnary, codeAffine, codeSumCols, codeSliceCols, codePadCols, codeBroadcastCols:
		v.batch = v.args[0].batch
	case codeBinary, codeConcatCols:
		c.placeAlike(v)
	case codeBroadcastRows:
		c.placeBroadcastRows(v)
	case codeTileRows:
		c.placeTileRows(v)
	case codeFoldRows:
		c.placeFoldRows(v)
	case codeSumRows:
		c.placeSumRows(v)
	case codeFactorRows, codeSolveRows:
		c.placeRowSolver(v)
	case codeTranspose:
		v.args[0] = c.flat(v.args[0])
	default:
		c.placeForeign(v)
	}
}

func (c *classifier) placeMatMul(v *value) {
	a, b := v.args[0], v.args[1]
	switch {
	case a.batch == 0 && b.batch == 0:
	case a.batch > 0 && b.batch == 0 && !v.flagA:
		v.batch = a.batch
	case a.batch > 0 && b.batch == a.batch && v.flagA && !v.flagB: // contraction over the batch
	default:
		v.args[0], v.args[1] = c.flat(a), c.flat(b)
	}
}

// placeAlike makes all arguments per row if one is.
func (c *classifier) placeAlike(v *value) {
	for _, a := range v.args {
		v.batch = max(v.batch, a.batch)
	}
	for i, a := range v.args {
		v.args[i] = c.lanes(a, v.batch)
	}
}

func (c *classifier) placeBroadcastRows(v *value) {
	v.args[0] = c.flat(v.args[0])
	if c.ir.rows > 0 && v.n == c.ir.rows {
		v.batch = v.args[0].rows
	}
}

func (c *classifier) placeTileRows(v *value) {
	v.batch = v.args[0].batch * v.n
	if v.args[0].batch > 1 { // copies of copies: rare, and no reader steps over two levels
		v.args[0], v.batch = c.flat(v.args[0]), 0
	}
}

func (c *classifier) placeFoldRows(v *value) {
	if k := v.args[0].batch; k == v.n {
		v.batch = 1
		return
	}
	v.args[0] = c.flat(v.args[0])
}

func (c *classifier) placeSumRows(v *value) {
	if v.args[0].batch != v.n {
		v.args[0] = c.flat(v.args[0])
	}
}

// placeForeign runs the operation on row-major tensors.
func (c *classifier) placeForeign(v *value) {
	for i, a := range v.args {
		if a.batch > 0 {
			v.args[i] = c.flat(a)
		}
	}
}

// flat is the row-major form of v.
func (c *classifier) flat(v *value) *value {
	if v.batch == 0 {
		return v
	}
	c.ir.static = true
	return c.ir.add(&value{code: codeToFlat, args: []*value{v}, rows: v.rows, cols: v.cols})
}

// lanes is the per-row form of v.
func (c *classifier) lanes(v *value, batch int) *value {
	if v.batch == batch {
		return v
	}
	c.ir.static = true
	if v.batch > 0 {
		v = c.flat(v)
	}
	return c.ir.add(&value{code: codeToLanes, args: []*value{v}, rows: v.rows, cols: v.cols, batch: batch})
}
