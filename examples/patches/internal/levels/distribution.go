// Distributions of the difference between a level and its neighbour's.

package levels

import (
	"math"
	"math/bits"
)

const (
	single   = 4 // steps from the neighbour's level that are counted one by one, on either side
	doubling = 6 // ranges beyond, each twice as long as the one before: 5 to 8, 9 to 16, …, 129 to 256
	sides    = single + doubling
	outcomes = 2*sides + 1
	borrowed = 1 // counts that a context takes from the context without its farthest difference
)

// distribution has counts of outcomes at first, then probabilities, and at last their logarithms.
type distribution [outcomes]float64

// never is the cost in nats of a step that no patch of bytes has. It is finite, so that it can be subtracted again.
const never = 1e5

// outcome is the number of a step's outcome, and the logarithm of how many steps share it.
func outcome(step int) (number int, among float64) {
	size := max(step, -step)
	if size > single {
		double := bits.Len(uint(size-1)) - bits.Len(single-1) // 1, 2, …
		size, among = single+double, float64(double+1)*math.Ln2
	}
	if size > sides {
		return sides, never
	}
	if step < 0 {
		size = -size
	}
	return sides + size, among
}

func (d *distribution) add(other *distribution) {
	for i, v := range other {
		d[i] += v
	}
}

// smooth turns counts to probabilities, with the probabilities of a shorter context as prior.
func (d *distribution) smooth(shorter *distribution) {
	total := float64(borrowed)
	for _, v := range d {
		total += v
	}
	for i, v := range d {
		d[i] = (v + borrowed*shorter[i]) / total
	}
}

func (d *distribution) log() {
	for i, v := range d {
		d[i] = math.Log(v)
	}
}
