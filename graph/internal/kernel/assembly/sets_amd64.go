//go:build amd64 && !purego

// The instruction sets of amd64.

package assembly

import "golang.org/x/sys/cpu"

var (
	avx512 = &Set{
		Name: "AVX-512", VectorBytes: 64, TileBytes: 128, TileRows: 12, TripleRows: 8, Masks: MaskBits,
		single: &codeAVX512F32, double: &codeAVX512F64,
	}
	avx2 = &Set{
		Name: "AVX2", VectorBytes: 32, TileBytes: 64, TileRows: 6, Masks: MaskAddress,
		single: &codeAVX2F32, double: &codeAVX2F64,
	}
)

// detect returns the sets that this processor has, best first.
func detect() (sets []*Set) {
	x := &cpu.X86
	if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && x.HasFMA && x.HasAVX2 {
		sets = append(sets, avx512)
	}
	if x.HasAVX2 && x.HasFMA {
		sets = append(sets, avx2)
	}
	return sets
}
