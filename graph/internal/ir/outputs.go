// Storage of outputs.

package ir

// flattenAccumulated stores accumulating outputs row-major, even if a batch of one row made them look per row.
func flattenAccumulated(p *Program) {
	c := &layout{ir: p}
	for i, v := range p.Outputs {
		if p.Sums[i] {
			p.Outputs[i] = c.flat(v)
		}
	}
}

// layOutputs stores outputs as the Builder calls them: per row, even if a foreign operation has left them row-major, or
// fixed, even if an operand that a foreign operation has left row-major made them look per row.
func layOutputs(p *Program) {
	c := &layout{ir: p}
	for i, v := range p.Outputs {
		switch {
		case p.Sums[i] || p.Rows == 0 || v.IsLeaf():
		case v.PerRow && v.Batch == 0 && v.Rows%p.Rows == 0:
			p.Outputs[i] = c.lanes(v, v.Rows/p.Rows)
		case !v.PerRow && v.Batch > 0:
			p.Outputs[i] = c.flat(v)
		}
	}
}

// prepareOutputs gives every output a value and a buffer of its own.
func prepareOutputs(p *Program) {
	for i, v := range p.Outputs {
		if v.IsLeaf() || v.IsView() || v.IsBroadcast() || v.Output {
			v = p.Add(&Value{Op: Affine{Scale: 1}, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols, Batch: v.Batch})
			p.Outputs[i] = v
		}
		v.Output = true
	}
}

// dropUnread removes the values that nothing needs, except inputs, which callers may set.
func dropUnread(p *Program) {
	uses, old := p.Uses(), p.Values
	p.Values = nil
	for i, v := range old {
		if uses[i] > 0 || Is[Input](v) {
			p.Add(v)
		}
	}
}
