// Values that depend on parameters alone.

package ir

// Constants returns the values that depend on parameters alone.
func Constants(p *Program) map[*Value]bool {
	return Throughout(p, func(v *Value) bool {
		return v.Batch == 0 && !Is[Input](v) && !Is[Sum](v) && (!Is[Foreign](v) || v.Call.Pure)
	})
}

// Throughout returns the values for which holds is true for the value and for all that it depends on. Arguments come before
// their readers.
func Throughout(p *Program, holds func(v *Value) bool) map[*Value]bool {
	all := make(map[*Value]bool)
	for _, v := range p.Values {
		all[v] = holds(v)
		for _, a := range v.Args {
			all[v] = all[v] && all[a]
		}
	}
	return all
}
