// Storing broadcasts.

package ir

// materialize stores a broadcast if a reader cannot read its argument with strides.
func materialize(p *Program) {
	copies := make(map[*Value]*Value)
	old := p.Values
	p.Values = nil
	for _, v := range old {
		if !v.readsBroadcasts() {
			for i, a := range v.Args {
				if a.IsBroadcast() {
					v.Args[i] = storedCopy(p, copies, a)
				}
			}
		}
		p.Add(v)
	}
}

// readsBroadcasts reports whether the operation of v reads its arguments with any strides.
func (v *Value) readsBroadcasts() bool { return v.IsElementwise() || v.IsBroadcast() }

func storedCopy(p *Program, copies map[*Value]*Value, a *Value) *Value {
	if copies[a] == nil {
		copies[a] = p.Add(&Value{Op: Affine{Scale: 1}, Args: []*Value{a}, Rows: a.Rows, Cols: a.Cols, Batch: a.Batch})
	}
	return copies[a]
}
