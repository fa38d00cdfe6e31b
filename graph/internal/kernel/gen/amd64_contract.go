// This file writes inner products over lanes, for amd64.

package main

import (
	"fmt"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure contractArguments.
const (
	contractA          = 0
	contractB          = 8
	contractC          = 16
	contractARow       = 24
	contractBRow       = 32
	contractCA         = 40
	contractCB         = 48
	contractGroups     = 56
	contractTiles      = 64
	contractMask       = 72
	contractRest       = 80
	contractAccumulate = 88
	contractBCursor    = 96 // where B is now
)

var (
	contractAs   = []reg.GPPhysical{reg.RAX, reg.RBX} // two further rows are found by twice the stride
	contractStep = reg.RSI                            // the stride
	contractBs   = []reg.GPPhysical{reg.RCX, reg.RDX, reg.R8, reg.R9}
	contractTo   = reg.R12
	contractToA  = reg.R11 // bytes in C from row to row of A
	contractToB  = reg.R10 // bytes in C from row to row of B
	contractLeft = reg.R13
)

// contract writes inner products over lanes of the few rows of a thin factor with all rows of the other: two rows by
// two, one by four, or one by one, at a time, and four by four where there are registers for as many products as keep
// both multipliers busy; then the next rows of B. Each inner product has as many chains as an AVX-512 vector has
// elements, in several vectors if they are narrower.
func (t target) contract() {
	if t.wide {
		t.writeContract("contract4x4", 4, 4)
	}
	t.writeContract("contract2x2", 2, 2)
	t.writeContract("contract1x4", 1, 4)
	t.writeContract("contract1x1", 1, 1)
}

func (t target) writeContract(name string, as, bs int) {
	TEXT(name+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	Load(Param("arguments"), arguments)
	if t.wide {
		KMOVW(field(arguments, contractMask), reg.K1)
	} else {
		MOVQ(field(arguments, contractMask), scratch)
		for p := range t.vectorsOfTile() {
			VMOVUPS(field(scratch, p*t.bytes()), t.tileMask(p))
		}
	}
	MOVQ(field(arguments, contractB), scratch)
	MOVQ(scratch, field(arguments, contractBCursor))
	MOVQ(field(arguments, contractC), contractTo)
	MOVQ(field(arguments, contractCA), contractToA)
	MOVQ(field(arguments, contractCB), contractToB)
	Label("group")
	contractRows(contractAs[:min(as, 2)], contractA, contractARow)
	if as > 2 {
		MOVQ(field(arguments, contractARow), contractStep)
	}
	contractRows(contractBs[:bs], contractBCursor, contractBRow)
	MOVQ(field(arguments, contractTiles), contractLeft)
	first := firstSum(as * bs)
	for i := range max(as*bs, 4) * t.vectorsOfTile() {
		t.emit("XOR", t.vector(first+i), t.vector(first+i), t.vector(first+i))
	}
	CMPQ(contractLeft, Imm(0))
	JEQ(LabelRef("rest"))
	Label("tile")
	t.contractTile(as, bs, false)
	for _, p := range slices.Concat(contractAs[:min(as, 2)], contractBs[:bs]) {
		ADDQ(U32(wideBytes), p)
	}
	DECQ(contractLeft)
	JNZ(LabelRef("tile"))
	Label("rest")
	CMPQ(field(arguments, contractRest), Imm(0))
	JEQ(LabelRef("sums"))
	t.contractTile(as, bs, true)
	Label("sums")
	t.joinTiles()
	t.contractStore(as, bs)
	t.nextGroup(bs)
	DECQ(field(arguments, contractGroups))
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// firstSum is the vector where so many sums begin: above those that add up four of them, where there are more.
func firstSum(sums int) int {
	if sums > 4 {
		return 8
	}
	return 0
}

// contractRows sets pointers to the rows of a factor.
func contractRows(rows []reg.GPPhysical, first, stride int) {
	MOVQ(field(arguments, first), rows[0])
	for i := 1; i < len(rows); i++ {
		MOVQ(rows[i-1], rows[i])
		ADDQ(field(arguments, stride), rows[i])
	}
}

// contractTile adds the products of one tile of lanes of each pair of rows to the first vectors, as many for each pair as a
// tile has.
func (t target) contractTile(as, bs int, masked bool) {
	parts := t.vectorsOfTile()
	first, factors := firstSum(as*bs), 4*parts
	if first > 0 {
		factors = 0
	}
	for p := range parts {
		load := func(m Mem, v reg.VecPhysical) {
			m.Disp = p * t.bytes()
			if masked {
				t.maskedLoad(m, t.tileMask(p), v)
			} else {
				t.emit("MOVU", m, v)
			}
		}
		for i := range as {
			load(contractRowOfA(i), t.vector(factors+i))
		}
		for j := range bs {
			b := t.vector(factors + as + j%2)
			load(field(contractBs[j], 0), b)
			for i := range as {
				t.emit("FMADD231", b, t.vector(factors+i), t.vector(first+(i*bs+j)*parts+p))
			}
		}
	}
}

// contractRowOfA is where the tile of row i is.
func contractRowOfA(i int) Mem {
	m := field(contractAs[i%2], 0)
	if i >= 2 {
		m.Index, m.Scale = contractStep, 2
	}
	return m
}

// joinTiles leaves one vector of each inner product, in vectors 0 to 3, by adding the halves of a tile.
func (t target) joinTiles() {
	if t.vectorsOfTile() == 1 {
		return
	}
	for i := range 4 {
		t.emit("ADD", t.vector(2*i+1), t.vector(2*i), t.vector(i))
	}
}

// sumFour adds up the elements of each of the vectors 0 to 3 into one element of vector 0.
func (t target) sumFour() {
	y := yRegisters
	if t.wide {
		for i := range 4 {
			VEXTRACTF64X4(Imm(1), zRegisters[i], y[4])
			t.emit("ADD", y[4], y[i], y[i])
		}
	}
	if t.single {
		VHADDPS(y[1], y[0], y[0])
		VHADDPS(y[3], y[2], y[2])
		VHADDPS(y[2], y[0], y[0])
		VEXTRACTF128(Imm(1), y[0], reg.X1)
		VADDPS(reg.X1, reg.X0, reg.X0)
		return
	}
	VHADDPD(y[1], y[0], y[0])
	VHADDPD(y[3], y[2], y[2])
	VPERM2F128(Imm(0x20), y[2], y[0], y[1])
	VPERM2F128(Imm(0x31), y[2], y[0], y[3])
	VADDPD(y[3], y[1], y[0])
}

// contractStore writes, or adds, the sums to their places in C, four at a time.
func (t target) contractStore(as, bs int) {
	row := reg.R14
	MOVQ(contractTo, row)
	fours := max(as*bs/4, 1)
	for k := range fours {
		if first := firstSum(as * bs); first > 0 {
			for i := range 4 {
				t.emit("MOVU", t.vector(first+4*k+i), t.vector(i))
			}
		}
		t.sumFour()
		set, stored := fmt.Sprintf("set%d", k), fmt.Sprintf("stored%d", k)
		rows := max(as/fours, 1)
		CMPQ(field(arguments, contractAccumulate), Imm(0))
		JEQ(LabelRef(set))
		t.contractStoreFour(rows, bs, true)
		JMP(LabelRef(stored))
		Label(set)
		t.contractStoreFour(rows, bs, false)
		Label(stored)
		for range rows {
			ADDQ(contractToA, row)
		}
	}
}

// contractStoreFour goes over rows from the one at R14 on.
func (t target) contractStoreFour(as, bs int, accumulate bool) {
	MOVQ(reg.R14, scratch)
	for i := range as {
		for j := range bs {
			t.contractStoreOne(i*bs+j, field(scratch, 0), accumulate)
			ADDQ(contractToB, scratch)
		}
		if i+1 < as {
			MOVQ(reg.R14, scratch)
			ADDQ(contractToA, scratch)
		}
	}
}

func (t target) contractStoreOne(i int, to Mem, accumulate bool) {
	sum := reg.X1
	switch {
	case t.single:
		VPERMILPS(Imm(uint64(i)), reg.X0, sum)
	case i == 0:
		VMOVUPD(reg.X0, sum)
	case i == 2:
		VEXTRACTF128(Imm(1), reg.Y0, reg.X0)
		VMOVUPD(reg.X0, sum)
	default:
		VPERMILPD(Imm(1), reg.X0, sum)
	}
	switch {
	case t.single && accumulate:
		VADDSS(to, sum, sum)
	case accumulate:
		VADDSD(to, sum, sum)
	}
	if t.single {
		VMOVSS(sum, to)
	} else {
		VMOVSD(sum, to)
	}
}

func (t target) nextGroup(bs int) {
	MOVQ(field(arguments, contractBRow), scratch)
	for range bs {
		ADDQ(scratch, field(arguments, contractBCursor))
		ADDQ(contractToB, contractTo)
	}
}
