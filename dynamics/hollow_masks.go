// What each unit of a hollow network may see: the masks of its weights.

package dynamics

// degrees give n units of a direction their degrees: a unit of degree m sees the first m components in that direction (Germain et al.,
// MADE, 2015). They go evenly from 1 to dim-1; a single component has no others to see.
func degrees(n, dim int) []int {
	list := make([]int, n)
	for i := range list {
		if dim > 1 {
			list[i] = 1 + i*(dim-1)/n
		}
	}
	return list
}

// places are those of the components in a direction, from 1.
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

// sight lets output o read input i where sees says so of their degrees.
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

// upTo: a unit sees what sees no further than itself.
func upTo(out, in int) bool { return in <= out }

// headSight lets a number for each component see the units of both directions that stop short of it, and all other components; copies of
// it stand one under another.
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
