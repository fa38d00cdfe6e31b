//go:build amd64 && !purego

package kernel

import "golang.org/x/sys/cpu"

// The sets of vector instructions there is code for.
const (
	levelNone = iota
	levelAVX2
	levelAVX512
)

// level is the best set this processor has. Tests lower it to reach the other code.
var level = detectLevel()

func detectLevel() int {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && x.HasFMA && x.HasAVX2:
		return levelAVX512
	case x.HasAVX2 && x.HasFMA:
		return levelAVX2
	default:
		return levelNone
	}
}

// Features names the vector instructions in use.
func Features() string { return [...]string{"portable", "AVX2", "AVX-512"}[level] }

// vectorLanes is the number of elements of type T in a vector.
func vectorLanes[T Float]() int { return 1 << vectorShift[T]() }

func elementBytes[T Float]() int {
	if isFloat32[T]() {
		return 4
	}
	return 8
}

// vectorShift is the binary logarithm of vectorLanes, for divisions, which would take longer than a small
// tile.
func vectorShift[T Float]() int {
	shift := 2
	if isFloat32[T]() {
		shift = 3
	}
	if level == levelAVX512 {
		shift++
	}
	return shift
}

// wholeVectorCount is the number of vectors that hold so many elements.
func wholeVectorCount[T Float](elements int) int {
	shift := vectorShift[T]()
	return (elements + 1<<shift - 1) >> shift
}
