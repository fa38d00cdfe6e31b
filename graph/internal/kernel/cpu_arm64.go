//go:build arm64 && !purego

// This file lists the instruction sets of arm64.

package kernel

var neon = &instructionSet{
	name: "NEON", vectorBytes: 16, tileBytes: 64, tileRows: 6, masks: maskCount,
	single: &codeNEONF32, double: &codeNEONF64,
}

// detect returns the one set that every such processor has.
func detect() []*instructionSet { return []*instructionSet{neon} }
