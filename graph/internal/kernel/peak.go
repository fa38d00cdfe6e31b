// This file measures the limit of the machine.

package kernel

// PeakRounds runs a loop of independent vector multiply-adds and returns how many floating-point
// operations it made: the limit of the machine, against which products are measured.
func PeakRounds[T Float](rounds int) int {
	code := activeCode[T]()
	if code == nil {
		return 0
	}
	code.peak(rounds)
	return rounds * code.peakChains * vectorLanes[T]() * 2
}
