// This file writes the loops of element-wise functions over features and lanes, for arm64.

package main

import "fmt"

// elementwise writes the loops over features, and within them over lanes.
func (n *neon) elementwise() {
	for _, e := range elementFunctions {
		n.elements(e)
	}
}

// neonWalker steps an operand along its lanes, as walker does: with the bytes from vector to vector once, twice, three
// times and four times.
type neonWalker struct{ at, step, step2, step3, step4 general }

var (
	neonWalkers = []neonWalker{{3, 4, 5, 6, 7}, {8, 9, 10, 11, 12}, {13, 14, 15, 16, 17}}
	neonTo      = general(19)
	neonLeft    = general(20)
	neonFrame   = general(21)
	neonScratch = general(22)
)

func (n *neon) elements(e elementFunction) {
	const arguments, table = general(0), general(1)
	record := func(unroll int) *function { f, _ := e.record(n.target, unroll); return f }
	_, result := e.record(n.target, 1)
	n.function(e.name, "(arguments *byte)", 16*e.operands, 8)
	n.line("MOVD arguments+0(FP), %v", arguments)
	n.line("ADD $8, RSP, %v", neonFrame)
	n.newTable(e.name, len(record(1).constants()), table)
	many, one := n.newBody(record(4), table), n.newBody(record(1), table)
	many.keepConstants()
	one.fixed = many.fixed
	for i := range e.operands + 1 { // dst is followed by the operands
		n.line("MOVD %d(%v), %v", elementDst+8*i, arguments, neonScratch)
		n.line("MOVD %v, %d(%v)", neonScratch, elementCursor+8*i, arguments)
	}
	n.line("MOVD %d(%v), %v", elementFeatures, arguments, neonLeft)
	n.line("MOVD %v, %d(%v)", neonLeft, elementFeaturesLeft, arguments)
	n.label("feature")
	for i := range e.operands {
		n.startOperand(i, arguments)
	}
	n.advance(arguments, elementCursor, elementDstFeature, neonTo)
	n.line("MOVD %d(%v), %v", elementVectors, arguments, neonLeft)
	many.elementLoop(e.operands, result, "many", "rest")
	one.elementLoop(e.operands, result, "one", "done")
	n.line("MOVD %d(%v), %v", elementFeaturesLeft, arguments, neonLeft)
	n.line("SUBS $1, %v, %v", neonLeft, neonLeft)
	n.line("MOVD %v, %d(%v)", neonLeft, elementFeaturesLeft, arguments)
	n.line("BNE feature")
	n.line("RET")
	n.table()
}

// advance reads a cursor and moves it on.
func (n *neon) advance(arguments general, cursor, stride int, to general) {
	n.line("MOVD %d(%v), %v", cursor, arguments, to)
	n.line("MOVD %d(%v), %v", stride, arguments, neonScratch)
	n.line("ADD %v, %v, %v", to, neonScratch, neonScratch)
	n.line("MOVD %v, %d(%v)", neonScratch, cursor, arguments)
}

// startOperand points the walker at the operand's current feature. One value a feature is spread over a vector in the
// frame, which the walker never leaves.
func (n *neon) startOperand(i int, arguments general) {
	w, spread := neonWalkers[i], vec(n.registers()-1)
	n.advance(arguments, elementCursor+8+8*i, elementOperandFeature+8*i, w.at)
	n.line("MOVD %d(%v), %v", elementOperandLane+8*i, arguments, w.step)
	n.line("LSL $4, %v, %v", w.step, w.step)
	for k, register := range []general{w.step2, w.step3, w.step4} {
		n.line("ADD %v, %v, %v", w.step, []general{w.step, w.step2, w.step3}[k], register)
	}
	n.line("CBNZ %v, started%d", w.step, i)
	n.loadElement(spread, w.at, 0)
	n.spread(spread, spread)
	n.line("ADD $%d, %v, %v", 16*i, neonFrame, w.at)
	n.store(spread, w.at, 0)
	n.label(fmt.Sprintf("started%d", i))
}

func (b *neonBody) elementLoop(operands int, result value, loop, end string) {
	n, unroll := b.n, b.f.unroll
	n.line("SUBS $%d, %v, %v", unroll, neonLeft, neonLeft)
	n.line("BLT %s", end)
	n.label(loop)
	b.begin()
	for i, w := range neonWalkers[:operands] {
		n.load(b.register(value(i), 0), w.at, 0)
		for u := 1; u < unroll; u++ {
			n.loadIndexed(b.register(value(i), u), w.at, []general{w.step, w.step2, w.step3}[u-1])
		}
		n.line("ADD %v, %v, %v", map[bool]general{true: w.step4, false: w.step}[unroll == 4], w.at, w.at)
	}
	b.write()
	for u := range unroll {
		n.store(b.register(result, u), neonTo, 16*u)
	}
	n.line("ADD $%d, %v, %v", 16*unroll, neonTo, neonTo)
	n.line("SUBS $%d, %v, %v", unroll, neonLeft, neonLeft)
	n.line("BGE %s", loop)
	n.label(end)
	n.line("ADDS $%d, %v, %v", unroll, neonLeft, neonLeft)
}
