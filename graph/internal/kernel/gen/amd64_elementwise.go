// This file writes the loops of element-wise functions over features and lanes, for amd64.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure elementArguments; operand i adds 8·i. Only cursors are moved on: they are no
// pointers to the garbage collector, which must not see one beyond the end of its slice.
const (
	elementDst            = 0
	elementDstFeature     = 32
	elementOperandFeature = 40
	elementOperandLane    = 64
	elementFeatures       = 88
	elementVectors        = 96
	elementCursor         = 104 // where dst and the operands are now
)

// walker holds the registers that step an operand along its lanes: where it is, and once and three times
// the bytes from vector to vector. An operand with one value a feature is spread over a vector in the
// frame, which it never leaves: its step is 0. So one loop serves all kinds of operands.
type walker struct{ at, step, step3 reg.GPPhysical }

var (
	walkers = []walker{
		{reg.RAX, reg.RBX, reg.RCX},
		{reg.RDX, reg.RSI, reg.R8},
		{reg.R9, reg.R10, reg.R11},
	}
	elementTo    = reg.R12
	elementCount = reg.R13
	elementFrame = reg.R14
	scratch      = reg.R15
)

func (t target) elementwise() {
	for _, f := range elementFunctions {
		t.writeElementwise(f)
	}
}

// writeElementwise writes the loop over features, and within it over vectors of lanes.
func (t target) writeElementwise(f elementFunction) {
	TEXT(f.name+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	frame := AllocLocal(64 + f.operands*t.bytes())
	Load(Param("arguments"), arguments)
	LEAQ(frame, elementFrame)
	ADDQ(Imm(63), elementFrame)
	ANDQ(I8(-64), elementFrame)
	many, one := t.recordElements(f, 4), t.recordElements(f, 1)
	many.keepConstants()
	one.fixed = many.fixed
	for i := range f.operands + 1 { // dst is followed by the operands
		MOVQ(field(arguments, elementDst+8*i), scratch)
		MOVQ(scratch, field(arguments, elementCursor+8*i))
	}
	Label("feature")
	for i := range f.operands {
		t.startOperand(i)
	}
	MOVQ(field(arguments, elementCursor), elementTo)
	MOVQ(field(arguments, elementDstFeature), scratch)
	ADDQ(scratch, field(arguments, elementCursor))
	MOVQ(field(arguments, elementVectors), elementCount)
	many.elementLoop("many", "rest")
	one.elementLoop("one", "done")
	DECQ(field(arguments, elementFeatures))
	JNZ(LabelRef("feature"))
	VZEROUPPER()
	RET()
}

// startOperand points the walker at the operand's current feature and moves the cursor on to the next.
func (t target) startOperand(i int) {
	w, name := walkers[i], string(rune('X'+i))
	cursor := field(arguments, elementCursor+8+8*i)
	MOVQ(cursor, w.at)
	MOVQ(field(arguments, elementOperandFeature+8*i), scratch)
	ADDQ(scratch, cursor)
	CMPQ(field(arguments, elementOperandLane+8*i), Imm(0))
	JNE(LabelRef("lanes" + name))
	spread := field(elementFrame, i*t.bytes())
	t.emit("BROADCAST", field(w.at, 0), t.vector(0))
	t.emit("MOVU", t.vector(0), spread)
	LEAQ(spread, w.at)
	XORQ(w.step, w.step)
	XORQ(w.step3, w.step3)
	JMP(LabelRef("started" + name))
	Label("lanes" + name)
	MOVQ(U32(uint32(t.bytes())), w.step)
	MOVQ(U32(uint32(3*t.bytes())), w.step3)
	Label("started" + name)
}

// elementBody is the body of a loop, some of whose operands are not loaded but read where they are used.
type elementBody struct {
	*loopBody
	operands int
	result   value
}

func (t target) recordElements(e elementFunction, unroll int) *elementBody {
	f, result := e.record(t, unroll)
	body := &elementBody{&loopBody{f, map[constant]reg.VecPhysical{}, nil}, e.operands, result}
	body.memory = func(v value, u int) (Mem, bool) {
		if int(v) >= e.operands || !f.readsOnce(v) {
			return Mem{}, false
		}
		return walkers[v].ahead(u), true
	}
	return body
}

func (f *elementBody) elementLoop(loop, end string) {
	SUBQ(Imm(uint64(f.unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	for i := range f.operands {
		for u := range f.unroll {
			if _, inPlace := f.memory(value(i), u); !inPlace {
				f.emit("MOVU", walkers[i].ahead(u), f.at(value(i), u))
			}
		}
	}
	f.write()
	for u := range f.unroll {
		f.emit("MOVU", f.at(f.result, u), field(elementTo, u*f.bytes()))
	}
	for _, w := range walkers[:f.operands] {
		if f.unroll == 4 {
			LEAQ(Mem{Base: w.at, Index: w.step, Scale: 4}, w.at)
		} else {
			ADDQ(w.step, w.at)
		}
	}
	ADDQ(U32(uint32(f.unroll*f.bytes())), elementTo)
	SUBQ(Imm(uint64(f.unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(f.unroll)), elementCount)
}

// ahead is the memory u < 4 vectors further on.
func (w walker) ahead(u int) Mem {
	switch u {
	case 0:
		return Mem{Base: w.at}
	case 3:
		return Mem{Base: w.at, Index: w.step3, Scale: 1}
	default:
		return Mem{Base: w.at, Index: w.step, Scale: uint8(u)}
	}
}
