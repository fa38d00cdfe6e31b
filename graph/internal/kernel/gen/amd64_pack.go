// This file writes the copying of runs into panels, for amd64.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// panelRowBytes is the size of the longest run: a row of a panel of B.
const panelRowBytes = 128

// packRuns writes a copy of short runs, bytes apart in the source and one behind the other in a panel: some
// whole vectors and one of which a mask selects the elements. The next panel's run, which lies behind this
// one, is fetched ahead of its turn.
func (t target) packRuns() {
	to, from, step, toStep, runs, whole := reg.RDI, reg.RSI, reg.RBX, reg.RDX, reg.RCX, reg.RAX
	TEXT("packRuns"+t.suffix(), NOSPLIT, "func(dst, src *byte, dstStep, srcStep, runs, whole int, mask uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("packRuns%s copies runs of whole vectors and those elements of one more that the mask selects.", t.suffix()))
	Load(Param("dst"), to)
	Load(Param("src"), from)
	Load(Param("dstStep"), toStep)
	Load(Param("srcStep"), step)
	Load(Param("runs"), runs)
	Load(Param("whole"), whole)
	Load(Param("mask"), scratch)
	p := panel{t, 1, 1, true}
	if t.wide {
		KMOVW(scratch.As32(), reg.K1)
	} else {
		VMOVUPS(field(scratch, 0), p.maskVector())
	}
	most := panelRowBytes / t.bytes()
	for w := most; w > 0; w-- {
		CMPQ(whole, Imm(uint64(w)))
		JEQ(LabelRef(fmt.Sprintf("whole%d", w)))
	}
	for w := range most + 1 {
		label := fmt.Sprintf("whole%d", w)
		Label(label)
		for i := range w {
			t.emit("MOVU", field(from, i*t.bytes()), t.vector(i))
		}
		if w < most {
			p.load(field(from, w*t.bytes()), t.vector(w))
		}
		for at := 0; at < panelRowBytes; at += 64 {
			PREFETCHT0(field(from, panelRowBytes+at))
		}
		for i := range w {
			t.emit("MOVU", t.vector(i), field(to, i*t.bytes()))
		}
		if w < most {
			p.store(t.vector(w), field(to, w*t.bytes()))
		}
		ADDQ(step, from)
		ADDQ(toStep, to)
		DECQ(runs)
		JNZ(LabelRef(label))
		VZEROUPPER()
		RET()
	}
}
