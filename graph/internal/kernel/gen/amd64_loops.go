// This file writes the loops of functions of one operand, for amd64.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var (
	dstPointer    = reg.RDI
	secondPointer = reg.RDX
	xPointer      = reg.RSI
	vectors       = reg.RCX
)

// result is a parameter that results are written to, and the register that holds it.
type result struct {
	parameter string
	at        reg.GPPhysical
}

// writeLoops writes a function of one operand over whole vectors: several at a time, then one by one. All
// results of a vector are stored after it was read, so that any one of them may go where x is.
func (t target) writeLoops(name string, results []result, body func(f *function, x value) []value) {
	many, ys := t.recordLoop(t.mostVectors(0, body), body)
	one, _ := t.recordLoop(1, body)
	parameters := ""
	for _, r := range results {
		parameters += r.parameter + ", "
	}
	TEXT(name+t.suffix(), NOSPLIT, "func("+parameters+"x *byte, vectors int)")
	Pragma("noescape")
	for _, r := range results {
		Load(Param(r.parameter), r.at)
	}
	Load(Param("x"), xPointer)
	Load(Param("vectors"), vectors)
	many.keepConstants()
	one.fixed = many.fixed
	if many.unroll > 1 {
		many.loop(results, ys)
	}
	one.loop(results, ys)
	VZEROUPPER()
	RET()
}

// recordLoop lets the body work on slot 0, which x is loaded into.
func (t target) recordLoop(unroll int, body func(f *function, x value) []value) (f *loopBody, results []value) {
	f = &loopBody{newFunction(t, unroll), map[constant]reg.VecPhysical{}}
	return f, body(f.function, f.take())
}

func (f *loopBody) loop(results []result, ys []value) {
	loop, end := "many", "rest"
	if f.unroll == 1 {
		loop, end = "one", "done"
	}
	SUBQ(Imm(uint64(f.unroll)), vectors)
	JLT(LabelRef(end))
	Label(loop)
	for u := range f.unroll {
		f.emit("MOVU", field(xPointer, u*f.bytes()), f.at(0, u))
	}
	f.write()
	for i, y := range ys {
		for u := range f.unroll {
			f.emit("MOVU", f.at(y, u), field(results[i].at, u*f.bytes()))
		}
	}
	ADDQ(U32(uint32(f.unroll*f.bytes())), xPointer)
	for _, r := range results {
		ADDQ(U32(uint32(f.unroll*f.bytes())), r.at)
	}
	SUBQ(Imm(uint64(f.unroll)), vectors)
	JGE(LabelRef(loop))
	Label(end)
	ADDQ(Imm(uint64(f.unroll)), vectors)
}
