//go:build amd64 && !purego

package kernel

// PeakRounds runs a loop of independent vector multiply-adds and returns how many floating-point
// operations it made: the limit of the machine, against which products are measured.
func PeakRounds[T Float](rounds int) int {
	switch {
	case level == levelAVX512 && isFloat32[T]():
		peakAVX512F32(rounds)
	case level == levelAVX512:
		peakAVX512F64(rounds)
	case level == levelAVX2 && isFloat32[T]():
		peakAVX2F32(rounds)
	case level == levelAVX2:
		peakAVX2F64(rounds)
	default:
		return 0
	}
	const chains = 12
	return rounds * chains * vectorLanes[T]() * 2
}
