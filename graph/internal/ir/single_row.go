// Programs of a single row.

package ir

// arrangeSingle makes the vectors of a program of one row go over the features of the row, or over its copies, instead of
// over rows. The results have the same bits, since each element is the same chain of operations. A product then needs its
// output features side by side in the matrix, so matrices that depend on parameters alone are transposed once.
func arrangeSingle(p *Program) {
	if p.Single = p.suitsSingle(); !p.Single {
		return
	}
	constant, transposed := Constants(p), make(map[*Value]*Value)
	old := p.Values
	p.Values = nil
	for _, v := range old {
		if v.multipliesRow() && constant[v.Args[1]] {
			v.Op, v.Args[1] = MatMul{}, p.transposedOnce(transposed, v.Args[1])
		}
		p.Add(v)
	}
}

// multipliesRow reports whether v is a row times the transpose of a matrix.
func (v *Value) multipliesRow() bool {
	m, ok := v.Op.(MatMul)
	return ok && m.TransB && v.Batch == 1
}

func (p *Program) transposedOnce(known map[*Value]*Value, w *Value) *Value {
	if known[w] == nil {
		known[w] = p.Add(&Value{Op: Transpose{}, Args: []*Value{w}, Rows: w.Cols, Cols: w.Rows})
	}
	return known[w]
}

// suitsSingle reports whether the program has one row, and no value needs the storage of many rows.
func (p *Program) suitsSingle() bool {
	if p.Rows != 1 {
		return false
	}
	for _, v := range p.Values {
		if v.Batch > p.Tile || !v.suitsSingle() {
			return false
		}
	}
	return true
}

func (v *Value) suitsSingle() bool {
	switch v.Op.(type) {
	case Input, Unary, Affine, Binary, Ternary, AddScaled, SliceCols, PadCols, ConcatCols, SumCols, SumColsProduct, MaxCols,
		BroadcastCols, BroadcastRows, TileRows, FoldRows, SumRows, MatMul, Convolve:
		return v.Batch > 0 || !v.readsRows() || IsContraction(v)
	}
	return v.Batch == 0 && !v.readsRows()
}

// readsRows reports whether an argument is per row.
func (v *Value) readsRows() bool {
	for _, a := range v.Args {
		if a.Batch > 0 {
			return true
		}
	}
	return false
}

// singleIsStored checks that in a program of a single row nothing sums over its copies, and that copies fit a tile.
func singleIsStored(p *Program) error {
	for _, v := range p.Values {
		if p.Single && (v.Batch > p.Tile || !v.suitsSingle()) {
			return breaks(v, "cannot be computed for a single row")
		}
	}
	return nil
}
