// Values that depend on parameters alone.

package ir

// Constants are the values that move with the parameters only.
func Constants(p *Program) map[*Value]bool {
	return Throughout(p, func(v *Value) bool {
		return v.Batch == 0 && !Is[Input](v) && !Is[Sum](v) && !Is[Foreign](v)
	})
}

// Throughout are the values for which something holds, and for all that they are computed from. Arguments come before
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
