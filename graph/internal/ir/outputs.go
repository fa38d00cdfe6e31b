// How outputs are stored.

package ir

// flattenAccumulated stores accumulating outputs row-major even where a batch of one row
// made them look per row.
func flattenAccumulated(p *Program) {
	c := &layout{ir: p}
	for i, v := range p.Outputs {
		if p.Sums[i] {
			p.Outputs[i] = c.flat(v)
		}
	}
}

// layOutputs stores what the Builder calls per row as such, also where an operation that is
// not ours has left it row by row.
func layOutputs(p *Program) {
	c := &layout{ir: p}
	for i, v := range p.Outputs {
		if !p.Sums[i] && p.Rows > 0 && v.Batch == 0 && v.Rows%p.Rows == 0 && v.PerRow {
			p.Outputs[i] = c.lanes(v, v.Rows/p.Rows)
		}
	}
}

// prepareOutputs gives every output a value of its own to be stored in.
func prepareOutputs(p *Program) {
	for i, v := range p.Outputs {
		if v.IsLeaf() || v.IsView() || v.IsBroadcast() || v.Output {
			v = p.Add(&Value{Op: Affine{Scale: 1}, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols, Batch: v.Batch})
			p.Outputs[i] = v
		}
		v.Output = true
	}
}

// dropUnread removes the values that nothing needs, inputs excepted: they are part of how the program is called.
func dropUnread(p *Program) {
	uses, old := p.Uses(), p.Values
	p.Values = nil
	for i, v := range old {
		if uses[i] > 0 || Is[Input](v) {
			p.Add(v)
		}
	}
}
