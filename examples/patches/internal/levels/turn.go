// Turns: the symmetries of a square, each with and without negation.

package levels

// turn is y_i = sign·x_{source_i}.
type turn struct {
	source []int
	sign   int
}

func newTurns(side int) (all []turn) {
	for element := range 16 {
		t := turn{make([]int, side*side), 1 - 2*(element>>3)}
		for at := range t.source {
			i, j := at/side, at%side
			if element&1 != 0 {
				i = side - 1 - i
			}
			if element&2 != 0 {
				j = side - 1 - j
			}
			if element&4 != 0 {
				i, j = j, i
			}
			t.source[at] = i*side + j
		}
		all = append(all, t)
	}
	return all
}

func (t turn) levels(dst []int, patch []uint8) {
	for i, from := range t.source {
		dst[i] = t.sign * int(patch[from])
	}
}

func (t turn) values(dst, patch []float64) {
	for i, from := range t.source {
		dst[i] = float64(t.sign) * patch[from]
	}
}
