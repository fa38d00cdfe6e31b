// The masks of a hollow network: which components each unit may see.

package dynamics

// degrees returns the degrees of n units of a direction: a unit of degree m sees the first m components in that
// direction (Germain et al., MADE, 2015). Degrees are spread evenly from 1 to dim-1. With a single component there are
// no others to see.
func degrees(n, dim int) []int {
	list := make([]int, n)
	for i := range list {
		if dim > 1 {
			list[i] = 1 + i*(dim-1)/n
		}
	}
	return list
}

// places returns the position of each component in a direction, from 1.
func places(dim int, backwards bool) []int {
	list := make([]int, dim)
	for i := range list {
		list[i] = i + 1
		if backwards {
			list[i] = dim - i
		}
	}
	return list
}

// sight is the mask in which output o sees input i if sees is true for their degrees.
func sight(outputs, inputs []int, sees func(out, in int) bool) []float64 {
	values := make([]float64, 0, len(outputs)*len(inputs))
	for _, o := range outputs {
		for _, i := range inputs {
			v := 0.0
			if sees(o, i) {
				v = 1
			}
			values = append(values, v)
		}
	}
	return values
}

// upTo lets a unit see the units that see no further than it does.
func upTo(out, in int) bool { return in <= out }

// headSight is the mask of a number for each component: it sees the units of both directions that do not see the
// component, and all other components. It holds so many copies of this, one under another.
func headSight(before, after []int, dim, copies int) (values []float64) {
	short := func(place, degree int) bool { return degree < place }
	forwards, backwards := places(dim, false), places(dim, true)
	for i := range copies * dim {
		i %= dim
		values = append(values, sight(forwards[i:i+1], before, short)...)
		values = append(values, sight(backwards[i:i+1], after, short)...)
		values = append(values, sight(forwards[i:i+1], forwards, func(own, other int) bool { return own != other })...)
	}
	return values
}
