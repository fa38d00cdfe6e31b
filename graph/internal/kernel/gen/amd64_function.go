// This file turns functions into instructions of amd64.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// loopBody is a function with its registers: those of slots, and above them constants that stay in place.
type loopBody struct {
	*function
	fixed map[constant]reg.VecPhysical
}

// at is the register of a slot for vector u.
func (f *loopBody) at(v value, u int) reg.VecPhysical {
	i := int(v)*f.unroll + u
	if i >= f.registers() {
		panic("out of vector registers in " + f.suffix())
	}
	return f.vector(i)
}

// keepConstants loads the constants used most often into the registers left over, before the loop.
func (f *loopBody) keepConstants() {
	first := f.slots * f.unroll
	for i, c := range f.constants() {
		if first+i >= f.registers() {
			break
		}
		f.fixed[c] = f.vector(first + i)
		f.loadConstant(c, f.fixed[c])
	}
}

// write writes the instructions, each for all vectors before the next.
func (f *loopBody) write() {
	for _, op := range f.list {
		for u := range f.unroll {
			f.writeOperation(op, u)
		}
	}
}

func (f *loopBody) writeOperation(op operation, u int) {
	a, b, dst := f.at(op.a, u), f.at(op.b, u), f.at(op.dst, u)
	predicate, compares := predicates[op.name]
	switch {
	case op.name == "SET":
		f.writeSet(*op.constant, dst)
	case op.constant != nil:
		f.writeWithConstant(op.name, *op.constant, b, dst)
	case op.name == "COPY":
		f.emit("MOVU", a, dst)
	case op.name == "ZERO":
		f.emit("XOR", dst, dst, dst)
	case op.name == "SHIFTLEFT" || op.name == "SHIFTRIGHT":
		f.emit(op.name, Imm(uint64(op.amount)), a, dst)
	case op.name == "BLEND":
		f.writeBlend(f.at(op.mask, u), f.at(op.a, u), b, dst)
	case compares:
		f.writeCompare(predicate, f.at(op.a, u), b, dst)
	case op.name == "GETMANT":
		f.emit(op.name, Imm(threeQuarters|notNegative), a, dst)
	case op.name == "COPYSIGN":
		f.writeCopySign(f.at(op.a, u), dst)
	case op.name == "SQRT" || op.name == "GETEXP":
		f.emit(op.name, a, dst)
	default:
		f.emit(op.name, a, b, dst)
	}
}

func (f *loopBody) writeWithConstant(name string, c constant, b, dst reg.VecPhysical) {
	if r, ok := f.fixed[c]; ok {
		f.emit(name, r, b, dst)
	} else if f.wide {
		f.emitBroadcast(name, f.constantMemory(c), b, dst)
	} else {
		f.emit(name, f.constantMemory(c), b, dst)
	}
}

func (f *loopBody) writeSet(c constant, dst reg.VecPhysical) {
	if r, ok := f.fixed[c]; ok {
		f.emit("MOVU", r, dst)
	} else {
		f.loadConstant(c, dst)
	}
}

func (t target) loadConstant(c constant, dst reg.VecPhysical) {
	if t.wide {
		t.emit("BROADCAST", t.constantMemory(c), dst)
	} else {
		t.emit("MOVU", t.constantMemory(c), dst)
	}
}

func (t target) writeBlend(mask, a, b, dst reg.VecPhysical) {
	switch {
	case t.wide && t.single:
		VPMOVD2M(mask, reg.K1)
		VBLENDMPS(a, b, reg.K1, dst)
	case t.wide:
		VPMOVQ2M(mask, reg.K1)
		VBLENDMPD(a, b, reg.K1, dst)
	case t.single:
		VBLENDVPS(mask, a, b, dst)
	default:
		VBLENDVPD(mask, a, b, dst)
	}
}

// writeCopySign takes the bits of y but for the sign, which is that of x.
func (f *loopBody) writeCopySign(x, y reg.VecPhysical) {
	const choice = 0xd8 // the bits of the first operand, or where the third one has a bit those of the second
	logic, broadcast := VPTERNLOGD, VPTERNLOGD_BCST
	if !f.single {
		logic, broadcast = VPTERNLOGQ, VPTERNLOGQ_BCST
	}
	if r, ok := f.fixed[f.signBit()]; ok {
		logic(Imm(choice), r, x, y)
	} else {
		broadcast(Imm(choice), f.constantMemory(f.signBit()), x, y)
	}
}

// predicates are the numbers of the relations.
var predicates = map[string]uint64{equal: 0x00, lessThan: 0x11, greaterThan: 0x1e, greaterEqual: 0x1d, notGreaterEqual: 0x19}

// writeCompare sets all bits of those elements of dst of which x (relation) y holds.
func (t target) writeCompare(predicate uint64, y, x, dst reg.VecPhysical) {
	compare := map[bool]func(...Op){true: VCMPPS, false: VCMPPD}[t.single]
	if !t.wide {
		compare(Imm(predicate), y, x, dst)
		return
	}
	compare(Imm(predicate), y, x, reg.K1)
	if t.single {
		VPMOVM2D(reg.K1, dst)
	} else {
		VPMOVM2Q(reg.K1, dst)
	}
}

var tables = map[string]Mem{}

// constantMemory is the read-only location of a constant: one element for AVX-512, which can broadcast it, a whole
// vector for AVX2.
func (t target) constantMemory(c constant) Mem {
	name := fmt.Sprintf("%s%X", map[bool]string{true: "number", false: "vector"}[t.wide]+pick(t, "32x", "64x"), uint64(c))
	if m, ok := tables[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	count := 1
	if !t.wide {
		count = t.lanes()
	}
	for i := range count {
		if t.single {
			DATA(4*i, U32(uint32(c)))
		} else {
			DATA(8*i, U64(uint64(c)))
		}
	}
	tables[name] = m
	return m
}
