//go:build arm64 && !purego

// The instruction sets of arm64.

package assembly

var neon = &Set{
	Name: "NEON", VectorBytes: 16, TileBytes: 64, TileRows: 6, Masks: MaskCount,
	single: &codeNEONF32, double: &codeNEONF64,
}

// detect returns the one set that every such processor has.
func detect() []*Set { return []*Set{neon} }
