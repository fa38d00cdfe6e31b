package main

import (
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
	contractVectors    = 64
	contractMask       = 72
	contractRest       = 80
	contractAccumulate = 88
	contractBCursor    = 96 // where B is now
)

var (
	contractAs   = []reg.GPPhysical{reg.RAX, reg.RBX}
	contractBs   = []reg.GPPhysical{reg.RCX, reg.RDX, reg.R8, reg.R9}
	contractTo   = reg.R12
	contractToA  = reg.R11 // bytes in C from row to row of A
	contractToB  = reg.R10 // bytes in C from row to row of B
	contractLeft = reg.R13
)

// contract writes inner products over lanes of the few rows of a thin factor with all rows of the other:
// two rows by two, or one by four, at a time; then the next rows of B.
func (t target) contract() {
	t.writeContract("contract2x2", 2, 2)
	t.writeContract("contract1x4", 1, 4)
}

func (t target) writeContract(name string, as, bs int) {
	TEXT(name+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	masked := panel{t, 1, 1, true}
	Load(Param("arguments"), arguments)
	if t.wide {
		KMOVW(field(arguments, contractMask), reg.K1)
	} else {
		MOVQ(field(arguments, contractMask), scratch)
		VMOVUPS(field(scratch, 0), masked.maskVector())
	}
	MOVQ(field(arguments, contractB), scratch)
	MOVQ(scratch, field(arguments, contractBCursor))
	MOVQ(field(arguments, contractC), contractTo)
	MOVQ(field(arguments, contractCA), contractToA)
	MOVQ(field(arguments, contractCB), contractToB)
	Label("group")
	contractRows(contractAs[:as], contractA, contractARow)
	contractRows(contractBs[:bs], contractBCursor, contractBRow)
	MOVQ(field(arguments, contractVectors), contractLeft)
	for i := range 4 {
		t.emit("XOR", t.vector(i), t.vector(i), t.vector(i))
	}
	CMPQ(contractLeft, Imm(0))
	JEQ(LabelRef("rest"))
	Label("vector")
	t.contractStep(as, bs, panel{t, 1, 1, false})
	for _, p := range append(contractAs[:as:as], contractBs[:bs]...) {
		ADDQ(U32(uint32(t.bytes())), p)
	}
	DECQ(contractLeft)
	JNZ(LabelRef("vector"))
	Label("rest")
	CMPQ(field(arguments, contractRest), Imm(0))
	JEQ(LabelRef("sums"))
	t.contractStep(as, bs, masked)
	Label("sums")
	t.sumFour()
	t.contractStore(as, bs)
	t.nextGroup(bs)
	DECQ(field(arguments, contractGroups))
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// contractRows sets pointers to the rows of a factor.
func contractRows(rows []reg.GPPhysical, first, stride int) {
	MOVQ(field(arguments, first), rows[0])
	for i := 1; i < len(rows); i++ {
		MOVQ(rows[i-1], rows[i])
		ADDQ(field(arguments, stride), rows[i])
	}
}

// contractStep adds the products of one vector of lanes of each pair of rows to vectors 0 to 3.
func (t target) contractStep(as, bs int, access panel) {
	for i := range as {
		access.load(field(contractAs[i], 0), t.vector(4+i))
	}
	for j := range bs {
		access.load(field(contractBs[j], 0), t.vector(6+j))
		for i := range as {
			t.emit("FMADD231", t.vector(6+j), t.vector(4+i), t.vector(i*bs+j))
		}
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

// contractStore writes, or adds, the four sums to their places in C.
func (t target) contractStore(as, bs int) {
	CMPQ(field(arguments, contractAccumulate), Imm(0))
	JEQ(LabelRef("set"))
	t.contractStoreAll(as, bs, true)
	JMP(LabelRef("stored"))
	Label("set")
	t.contractStoreAll(as, bs, false)
	Label("stored")
}

func (t target) contractStoreAll(as, bs int, accumulate bool) {
	row := reg.R14
	MOVQ(contractTo, row)
	for i := range as {
		MOVQ(row, scratch)
		for j := range bs {
			t.contractStoreOne(i*bs+j, field(scratch, 0), accumulate)
			ADDQ(contractToB, scratch)
		}
		ADDQ(contractToA, row)
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
