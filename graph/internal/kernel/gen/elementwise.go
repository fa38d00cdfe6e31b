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

// elementFunction computes dst from its operands, of which operand(i) is the memory.
type elementFunction struct {
	name     string
	operands int
	prepare  func(t target)
	body     func(t target, u int, operand func(i int) Mem) reg.VecPhysical
}

func binaryInstruction(name string) func(t target, u int, operand func(int) Mem) reg.VecPhysical {
	return func(t target, u int, operand func(int) Mem) reg.VecPhysical {
		x := t.vector(u)
		t.emit("MOVU", operand(0), x)
		t.emit(name, operand(1), x, x)
		return x
	}
}

// binaryFunctions is how many of elementFunctions have two operands and belong to BinaryFunc.
const binaryFunctions = 4

var elementFunctions = []elementFunction{
	{"add", 2, nil, binaryInstruction("ADD")},
	{"sub", 2, nil, binaryInstruction("SUB")},
	{"mul", 2, nil, binaryInstruction("MUL")},
	{"div", 2, nil, binaryInstruction("DIV")},
	{"mulAdd", 3, nil, mulAdd},
	{"mulOneMinusSquare", 2, loadOne, mulOneMinusSquare},
	{"mulLogisticPrime", 2, nil, mulLogisticPrime},
}

func mulAdd(t target, u int, operand func(int) Mem) reg.VecPhysical {
	x, y := t.vector(2*u), t.vector(2*u+1)
	t.emit("MOVU", operand(0), x)
	t.emit("MOVU", operand(1), y)
	t.emit("FMADD213", operand(2), y, x)
	return x
}

const oneRegister = 15

func loadOne(t target) {
	t.loadConstant(t.number(1), t.vector(oneRegister))
}

// mulOneMinusSquare rounds 1-y² once, as the function of one operand does.
func mulOneMinusSquare(t target, u int, operand func(int) Mem) reg.VecPhysical {
	y, z := t.vector(2*u), t.vector(2*u+1)
	t.emit("MOVU", operand(1), y)
	t.emit("MOVU", t.vector(oneRegister), z)
	t.emit("FNMADD231", y, y, z)
	t.emit("MUL", operand(0), z, z)
	return z
}

func mulLogisticPrime(t target, u int, operand func(int) Mem) reg.VecPhysical {
	y, z := t.vector(2*u), t.vector(2*u+1)
	t.emit("MOVU", operand(1), y)
	t.emit("MOVU", y, z)
	t.emit("FNMADD231", y, y, z)
	t.emit("MUL", operand(0), z, z)
	return z
}

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
	if f.prepare != nil {
		f.prepare(t)
	}
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
	t.elementLoop(f, 4, "many", "rest")
	t.elementLoop(f, 1, "one", "done")
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

func (t target) elementLoop(f elementFunction, unroll int, loop, end string) {
	SUBQ(Imm(uint64(unroll)), elementCount)
	JLT(LabelRef(end))
	Label(loop)
	results := make([]reg.VecPhysical, unroll)
	for u := range unroll {
		results[u] = f.body(t, u, func(i int) Mem { return walkers[i].ahead(u) })
	}
	for u := range unroll {
		t.emit("MOVU", results[u], field(elementTo, u*t.bytes()))
	}
	for i := range f.operands {
		w := walkers[i]
		if unroll == 4 {
			LEAQ(Mem{Base: w.at, Index: w.step, Scale: 4}, w.at)
		} else {
			ADDQ(w.step, w.at)
		}
	}
	ADDQ(U32(uint32(unroll*t.bytes())), elementTo)
	SUBQ(Imm(uint64(unroll)), elementCount)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(unroll)), elementCount)
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
