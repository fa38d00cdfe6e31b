// Broadcasts that have to be stored.

package ir

// materialize stores a broadcast wherever its reader cannot step over it.
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

// readsBroadcasts reports whether what computes v steps over an argument with any strides.
func (v *Value) readsBroadcasts() bool { return v.IsElementwise() || v.IsBroadcast() }

func storedCopy(p *Program, copies map[*Value]*Value, a *Value) *Value {
	if copies[a] == nil {
		copies[a] = p.Add(&Value{Op: Affine{Scale: 1}, Args: []*Value{a}, Rows: a.Rows, Cols: a.Cols, Batch: a.Batch})
	}
	return copies[a]
}
