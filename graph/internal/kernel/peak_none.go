//go:build !amd64 || purego

package kernel

// PeakRounds has no loop to run without vector code; it returns 0.
func PeakRounds[T Float](rounds int) int { return 0 }
