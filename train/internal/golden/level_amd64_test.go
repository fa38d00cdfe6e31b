//go:build amd64 && !purego

// The vector instructions that package kernel chooses on amd64.

package golden_test

import "golang.org/x/sys/cpu"

func vectors() string {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && x.HasFMA && x.HasAVX2:
		return "AVX-512"
	case x.HasAVX2 && x.HasFMA:
		return "AVX2"
	}
	return "portable"
}
