// This file writes the transposition, for arm64.

package main

// Registers of the transposition.
const (
	turnTo      = general(0) // where the rows at hand go
	turnFrom    = general(1)
	turnToStep  = general(2)
	turnStep    = general(3)
	turnRows    = general(4)
	turnBlocks  = general(5)
	turnAt      = general(6) // the block of src
	turnToAt    = general(7) // the block of dst
	turnLeft    = general(8)
	turnPointer = general(9)
)

// transpose writes the transposition of a multiple of as many rows as a vector has elements, a square block at a time.
func (n *neon) transpose() {
	n.function("transpose", "(dst, src *byte, ldd, lds, rows, blocks int, mask uint64)", 0, 56)
	for i, p := range []struct {
		name string
		to   general
	}{{"dst", turnTo}, {"src", turnFrom}, {"ldd", turnToStep}, {"lds", turnStep}, {"rows", turnRows}, {"blocks", turnBlocks}} {
		n.line("MOVD %s+%d(FP), %v", p.name, 8*i, p.to)
	}
	n.label("rows")
	n.line("MOVD %v, %v", turnFrom, turnAt)
	n.line("MOVD %v, %v", turnTo, turnToAt)
	n.line("MOVD %v, %v", turnBlocks, turnLeft)
	n.label("block")
	n.line("MOVD %v, %v", turnAt, turnPointer)
	for i := range n.lanes() {
		n.load(vec(i), turnPointer, 0)
		n.line("ADD %v, %v, %v", turnStep, turnPointer, turnPointer)
	}
	for _, column := range n.turn() {
		n.store(column, turnToAt, 0)
		n.line("ADD %v, %v, %v", turnToStep, turnToAt, turnToAt)
	}
	n.line("ADD $16, %v, %v", turnAt, turnAt)
	n.line("SUBS $1, %v, %v", turnLeft, turnLeft)
	n.line("BNE block")
	for range n.lanes() {
		n.line("ADD %v, %v, %v", turnStep, turnFrom, turnFrom)
	}
	n.line("ADD $16, %v, %v", turnTo, turnTo)
	n.line("SUBS $%d, %v, %v", n.lanes(), turnRows, turnRows)
	n.line("BNE rows")
	n.line("RET")
}

// turn transposes the square in the first vectors and returns where its columns are.
func (n *neon) turn() []vec {
	if !n.single {
		n.interleave(1, 64, 2, 0, 1)
		n.interleave(2, 64, 3, 0, 1)
		return []vec{2, 3}
	}
	for i := range 2 {
		n.interleave(i+1, 32, vec(4+i), 0, 1)
		n.interleave(i+1, 32, vec(6+i), 2, 3)
	}
	for i := range 2 {
		n.interleave(i+1, 64, vec(2*i), 4, 6)
		n.interleave(i+1, 64, vec(2*i+1), 5, 7)
	}
	return []vec{0, 1, 2, 3}
}

// interleave sets d to the even (1) or odd (2) elements of a and b in turn, of 32 or 64 bits.
func (n *neon) interleave(which, bits int, d, a, b vec) {
	code := map[int]uint32{1: 0x4E002800, 2: 0x4E006800}[which] | map[int]uint32{32: 2, 64: 3}[bits]<<22
	n.word(code|uint32(b)<<16|uint32(a)<<5|uint32(d), "TRN%d V%d, V%d, V%d (%d bits)", which, d, a, b, bits)
}
