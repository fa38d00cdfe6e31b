// This file writes the loops of element-wise functions over features and lanes, for amd64.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure elementArguments; operand i adds 8·i. The cursors, where dst and the operands are now, and
// the features left are for processors of few registers: cursors are no pointers to the garbage collector, which must not
// see one beyond the end of its slice.
const (
	elementDst            = 0
	elementDstFeature     = 32
	elementOperandFeature = 40
	elementOperandLane    = 64
	elementFeatures       = 88
	elementVectors        = 96
	elementCursor         = 104
	elementFeaturesLeft   = 136
)

// walker holds the registers that step dst or an operand along: the beginning of the next feature, and where it is in
// this one.
type walker struct{ feature, at reg.GPPhysical }

var (
	toWalker     = walker{reg.R8, reg.R12}
	walkers      = []walker{{reg.RBX, reg.RAX}, {reg.RSI, reg.RDX}, {reg.R10, reg.R9}}
	elementCount = reg.R13
	elementsLeft = reg.R11
	elementTo    = toWalker.at
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
	Load(Param("arguments"), arguments)
	many, one := t.recordElements(f, t.elementVectors(f)), t.recordElements(f, 1)
	many.keepConstants()
	one.fixed = many.fixed
	all := append([]walker{toWalker}, walkers[:f.operands]...)
	for i, w := range all { // dst is followed by the operands
		MOVQ(field(arguments, elementDst+8*i), w.feature)
	}
	MOVQ(field(arguments, elementFeatures), elementsLeft)
	Label("feature")
	for i, w := range all {
		MOVQ(w.feature, w.at)
		ADDQ(field(arguments, elementDstFeature+8*i), w.feature)
	}
	MOVQ(field(arguments, elementVectors), elementCount)
	many.elementLoop("many", "rest")
	one.elementLoop("one", "done")
	DECQ(elementsLeft)
	JNZ(LabelRef("feature"))
	VZEROUPPER()
	RET()
}

// elementBody is the body of a loop.
type elementBody struct {
	*loopBody
	operands int
	result   value
}

func (t target) recordElements(e elementFunction, unroll int) *elementBody {
	f, result := e.record(t, unroll)
	return &elementBody{&loopBody{f, map[constant]reg.VecPhysical{}}, e.operands, result}
}

func (f *elementBody) elementLoop(loop, end string) {
	step := U32(uint32(f.unroll * f.bytes()))
	SUBQ(Imm(uint64(f.unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	for i := range f.operands {
		f.loadOperand(i, loop, step)
	}
	f.write()
	for u := range f.unroll {
		f.emit("MOVU", f.at(f.result, u), field(toWalker.at, u*f.bytes()))
	}
	ADDQ(step, toWalker.at)
	SUBQ(Imm(uint64(f.unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(f.unroll)), elementCount)
}

// loadOperand reads vectors of lanes, or spreads the one value that a feature has: so one loop serves all kinds of
// operands.
func (f *elementBody) loadOperand(i int, loop string, step Constant) {
	at, name := walkers[i].at, loop+string(rune('X'+i))
	CMPQ(field(arguments, elementOperandLane+8*i), Imm(0))
	JNE(LabelRef(name + "lanes"))
	f.emit("BROADCAST", field(at, 0), f.vector(i*f.unroll))
	for u := 1; u < f.unroll; u++ {
		f.emit("MOVU", f.at(value(i), 0), f.at(value(i), u))
	}
	JMP(LabelRef(name + "loaded"))
	Label(name + "lanes")
	for u := range f.unroll {
		f.emit("MOVU", field(at, u*f.bytes()), f.at(value(i), u))
	}
	ADDQ(step, at)
	Label(name + "loaded")
}
