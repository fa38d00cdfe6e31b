//go:build amd64 && !purego

// This file lists the instruction sets of amd64.

package kernel

import "golang.org/x/sys/cpu"

var (
	avx512 = &instructionSet{
		name: "AVX-512", vectorBytes: 64, tileBytes: 128, tileRows: 12, tripleRows: 8, masks: maskBits,
		single: &codeAVX512F32, double: &codeAVX512F64,
	}
	avx2 = &instructionSet{
		name: "AVX2", vectorBytes: 32, tileBytes: 64, tileRows: 6, masks: maskAddress,
		single: &codeAVX2F32, double: &codeAVX2F64,
	}
)

// detect returns the sets that this processor has, best first.
func detect() (sets []*instructionSet) {
	x := &cpu.X86
	if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && x.HasFMA && x.HasAVX2 {
		sets = append(sets, avx512)
	}
	if x.HasAVX2 && x.HasFMA {
		sets = append(sets, avx2)
	}
	return sets
}
