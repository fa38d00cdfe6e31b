// This file writes the transposition by AVX-512.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Registers of the wide transposition: four groups of rows of src, and of columns of it, rows of dst.
var (
	fromGroups = []reg.GPPhysical{reg.RAX, reg.RBX, reg.RCX, reg.RSI}
	toGroups   = []reg.GPPhysical{reg.RDI, reg.R8, reg.R9, reg.R10}
	fromRow    = reg.R11
	fromRow3   = reg.R12
	toRow      = reg.R13
	toRow3     = reg.RDX
	rowsLeft   = reg.R14
	blocksLeft = reg.R15
)

// transposeWide writes the transposition of rows, a vector's worth at a time, vector by vector. Within 128 bits
// there are as many elements as rows in a group, so that unpacking transposes a group by itself; then the
// 128-bit lanes of the four groups are transposed.
func (t target) transposeWide() {
	group := t.transposeRows()
	TEXT("transpose"+t.suffix(), NOSPLIT, "func(dst, src *byte, ldd, lds, rows, blocks int, mask uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("transpose%s transposes a multiple of %d rows of blocks of %d columns. Strides are in bytes.",
		t.suffix(), group, t.lanes()),
		fmt.Sprintf("The mask selects those of the last vector of columns of dst, if there are less than %d.", t.lanes()))
	Load(Param("ldd"), toRow)
	Load(Param("lds"), fromRow)
	Load(Param("rows"), rowsLeft)
	LEAQ(Mem{Base: fromRow, Index: fromRow, Scale: 2}, fromRow3)
	LEAQ(Mem{Base: toRow, Index: toRow, Scale: 2}, toRow3)
	KXNORW(reg.K1, reg.K1, reg.K1)
	Label("rows")
	CMPQ(rowsLeft, Imm(uint64(t.lanes())))
	JGE(LabelRef("whole"))
	Load(Param("mask"), blocksLeft)
	KMOVW(blocksLeft.As32(), reg.K1)
	Label("whole")
	Load(Param("dst"), toGroups[0])
	Load(Param("src"), fromGroups[0])
	for g := 1; g < 4; g++ {
		LEAQ(Mem{Base: fromGroups[g-1], Index: fromRow, Scale: uint8(group)}, fromGroups[g])
		LEAQ(Mem{Base: toGroups[g-1], Index: toRow, Scale: uint8(group)}, toGroups[g])
	}
	t.nextRows(group)
	Load(Param("blocks"), blocksLeft)
	Label("block")
	t.loadGroups(group)
	for g := range 4 {
		t.transposeGroup(group, g)
	}
	for c := range group {
		t.transposeLanes(group, c)
	}
	for g := range 4 {
		ADDQ(U32(uint32(t.bytes())), fromGroups[g])
		LEAQ(Mem{Base: toGroups[g], Index: toRow, Scale: 8}, toGroups[g])
		if t.single {
			LEAQ(Mem{Base: toGroups[g], Index: toRow, Scale: 8}, toGroups[g])
		}
	}
	DECQ(blocksLeft)
	JNZ(LabelRef("block"))
	SUBQ(Imm(uint64(t.lanes())), rowsLeft)
	JGT(LabelRef("rows"))
	VZEROUPPER()
	RET()
}

// nextRows leaves in the parameters where the next rows begin and where they go: no register is free.
func (t target) nextRows(group int) {
	next := blocksLeft // not yet live
	LEAQ(Mem{Base: fromGroups[3], Index: fromRow, Scale: uint8(group)}, next)
	Store(next, Param("src"))
	LEAQ(field(toGroups[0], t.bytes()), next)
	Store(next, Param("dst"))
}

// loadGroups reads the groups there are into vectors 0, 1, …; what the others hold reaches no column that is
// written.
func (t target) loadGroups(group int) {
	for g := range 4 {
		if g > 0 {
			CMPQ(rowsLeft, Imm(uint64(g*group)))
			JLE(LabelRef("loaded"))
		}
		for i := range group {
			t.emit("MOVU", rowAddress(fromGroups[g], fromRow, fromRow3, 0)(i), t.vector(g*group+i))
		}
	}
	Label("loaded")
}

// transposeGroup leaves columns c, c+group, … of group g in the lanes of vector g·group+c.
func (t target) transposeGroup(group, g int) {
	in, out := zRegisters[g*group:], zRegisters[16+g*group:]
	if !t.single {
		VUNPCKLPD(in[1], in[0], out[0])
		VUNPCKHPD(in[1], in[0], in[1])
		VMOVAPD(out[0], in[0])
		return
	}
	for i := 0; i < 4; i += 2 {
		VUNPCKLPS(in[i+1], in[i], out[i])
		VUNPCKHPS(in[i+1], in[i], out[i+1])
	}
	for i := range 2 {
		VUNPCKLPD(out[2+i], out[i], in[2*i])
		VUNPCKHPD(out[2+i], out[i], in[2*i+1])
	}
}

// transposeLanes writes columns c, c+group, ….
func (t target) transposeLanes(group, c int) {
	const even, odd = 0x88, 0xdd
	in := func(g int) reg.VecPhysical { return zRegisters[g*group+c] }
	z := zRegisters[16:]
	VSHUFF64X2(Imm(even), in(1), in(0), z[0])
	VSHUFF64X2(Imm(odd), in(1), in(0), z[1])
	VSHUFF64X2(Imm(even), in(3), in(2), z[2])
	VSHUFF64X2(Imm(odd), in(3), in(2), z[3])
	for lane := range 4 {
		selection := []uint64{even, even, odd, odd}[lane]
		VSHUFF64X2(Imm(selection), z[2+lane%2], z[lane%2], z[4+lane])
		to := rowAddress(toGroups[lane], toRow, toRow3, 0)(c)
		if t.single {
			VMOVUPS(z[4+lane], reg.K1, to)
		} else {
			VMOVUPD(z[4+lane], reg.K1, to)
		}
	}
}
