package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structures combinationArguments and combinationTerm.
const (
	combinationDst        = 0
	combinationTerms      = 8
	combinationCount      = 16
	combinationDstFeature = 24
	combinationFeatures   = 32
	combinationVectors    = 40
	combinationCursor     = 48 // where dst is now

	termData        = 0
	termFeature     = 8
	termLane        = 16
	termCoefficient = 24
	termCursor      = 32 // where the term is now
	termBytes       = 40
)

var (
	termPointer = reg.R10
	termsLeft   = reg.R11
	laneOffset  = reg.R9
	termAt      = reg.RAX
)

// combination writes dst = Σ_j c_j·x_j: for each few vectors of lanes a loop over the terms.
func (t target) combination() {
	TEXT("combination"+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	Load(Param("arguments"), arguments)
	MOVQ(field(arguments, combinationDst), scratch)
	MOVQ(scratch, field(arguments, combinationCursor))
	eachTerm("start", func() {
		MOVQ(field(termPointer, termData), scratch)
		MOVQ(scratch, field(termPointer, termCursor))
	})
	Label("feature")
	MOVQ(field(arguments, combinationCursor), elementTo)
	MOVQ(field(arguments, combinationVectors), elementCount)
	XORQ(laneOffset, laneOffset)
	t.combinationLoop(8, "many", "few")
	t.combinationLoop(4, "four", "rest")
	t.combinationLoop(1, "one", "done")
	t.nextFeature()
	DECQ(field(arguments, combinationFeatures))
	JNZ(LabelRef("feature"))
	VZEROUPPER()
	RET()
}

// nextFeature moves dst and all terms on.
func (t target) nextFeature() {
	MOVQ(field(arguments, combinationDstFeature), scratch)
	ADDQ(scratch, field(arguments, combinationCursor))
	eachTerm("next", func() {
		MOVQ(field(termPointer, termFeature), scratch)
		ADDQ(scratch, field(termPointer, termCursor))
	})
}

func eachTerm(label string, body func()) {
	MOVQ(field(arguments, combinationTerms), termPointer)
	MOVQ(field(arguments, combinationCount), termsLeft)
	Label(label)
	body()
	ADDQ(Imm(termBytes), termPointer)
	DECQ(termsLeft)
	JNZ(LabelRef(label))
}

func (t target) combinationLoop(unroll int, loop, end string) {
	coefficient, x := t.vector(unroll), t.vector(unroll+1)
	SUBQ(Imm(uint64(unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	for u := range unroll {
		t.emit("XOR", t.vector(u), t.vector(u), t.vector(u))
	}
	eachTerm(loop+"Term", func() {
		MOVQ(field(termPointer, termCursor), termAt)
		t.emit("BROADCAST", field(termPointer, termCoefficient), coefficient)
		CMPQ(field(termPointer, termLane), Imm(0))
		JEQ(LabelRef(loop + "Spread"))
		for u := range unroll {
			at := Mem{Base: termAt, Index: laneOffset, Scale: 1, Disp: u * t.bytes()}
			t.emit("FMADD231", at, coefficient, t.vector(u))
		}
		JMP(LabelRef(loop + "Added"))
		Label(loop + "Spread")
		t.emit("BROADCAST", field(termAt, 0), x)
		for u := range unroll {
			t.emit("FMADD231", x, coefficient, t.vector(u))
		}
		Label(loop + "Added")
	})
	for u := range unroll {
		t.emit("MOVU", t.vector(u), Mem{Base: elementTo, Index: laneOffset, Scale: 1, Disp: u * t.bytes()})
	}
	ADDQ(U32(uint32(unroll*t.bytes())), laneOffset)
	SUBQ(Imm(uint64(unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(unroll)), elementCount)
}
