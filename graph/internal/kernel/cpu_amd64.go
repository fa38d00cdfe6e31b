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
func vectorLanes[T Float]() int {
	lanes := 4
	if isFloat32[T]() {
		lanes = 8
	}
	if level == levelAVX512 {
		lanes *= 2
	}
	return lanes
}

func elementBytes[T Float]() int {
	if isFloat32[T]() {
		return 4
	}
	return 8
}
