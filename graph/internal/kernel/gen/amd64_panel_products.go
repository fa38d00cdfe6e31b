// This file has the middle of the micro-kernel: the products, step by step.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// products runs over the depth, a vector of B times an element of A from each row in each step. Of a paired tile
// whose products are stored as they are it leaves the last two steps, or the only one, to finish.
func (p panel) products() {
	MOVQ(field(arguments, panelA), rowGroups[0])
	for g := 1; g < p.groups(); g++ {
		LEAQ(Mem{Base: rowGroups[g-1], Index: aRow, Scale: 4}, rowGroups[g])
	}
	if p.rows == 6 {
		LEAQ(Mem{Base: aRow3, Index: aRow, Scale: 2}, aRow5)
	}
	MOVQ(bPanel, bPointer)
	MOVQ(field(arguments, panelDepth), depth)
	MOVQ(field(arguments, panelAhead), ahead)
	ADDQ(cTile, ahead)
	if p.paired() {
		CMPQ(field(arguments, panelFinish), Imm(0))
		JNE(LabelRef(p.label("depth")))
		SUBQ(Imm(2), depth)
		JLT(LabelRef(p.label("single")))
		JEQ(LabelRef(p.label("last")))
	}
	p.steps()
}

// steps counts depth down to zero.
func (p panel) steps() {
	Label(p.label("depth"))
	if p.bVectors() < p.width {
		p.singleRow()
	} else {
		for v := range p.width {
			p.loadVector(v, bPointer, p.bVector(v))
		}
		for i := range p.rows {
			p.multiply(i, 0, rowGroups)
		}
	}
	ADDQ(bRow, bPointer)
	for g := range p.groups() {
		ADDQ(aColumn, rowGroups[g])
	}
	p.fetchAhead()
	DECQ(depth)
	JNZ(LabelRef(p.label("depth")))
}

// singleRow loads each vector of B just before its product, so that few registers hold more of them.
func (p panel) singleRow() {
	element := p.element(0)
	p.emit("BROADCAST", p.elementAddress(rowGroups, 0), element)
	for v := range p.width {
		p.loadVector(v, bPointer, p.bVector(v))
		p.emit("FMADD231", p.bVector(v), element, p.accumulator(0, v))
	}
}

// lastSteps makes the last one or two steps row by row, and stores each row while the next is multiplied: a store
// waits for the last product of its row, and many of them in a run would hold up the products behind.
func (p panel) lastSteps(count int) {
	next := []reg.GPPhysical{depth, ahead, bRow} // where the groups of rows are one step on
	for s := range count {
		for v := range p.width {
			p.loadVector(v, bPointer, p.bVector(s*p.width+v))
		}
		if s < count-1 {
			ADDQ(bRow, bPointer)
		}
	}
	for g := range p.groups() {
		LEAQ(Mem{Base: rowGroups[g], Index: aColumn, Scale: 1}, next[g])
	}
	p.eachRow(func(i int) {
		p.multiply(i, 0, rowGroups)
		if count > 1 {
			p.multiply(i, 1, next)
		}
		p.storeRow(i)
	})
	MOVQ(field(arguments, panelBRow), bRow)
}

// groups is the number of pointers to rows of A. One does for six rows, with the distance of the sixth in the register of
// the second pointer: a step has as few instructions as possible, since a processor that takes four at a time is else
// busier with them than with the products.
func (p panel) groups() int {
	if p.rows <= 6 {
		return 1
	}
	return (p.rows + 3) / 4
}

// multiply adds the products of row i with a step's vectors of B.
func (p panel) multiply(i, step int, groups []reg.GPPhysical) {
	element := p.element(2*i + step)
	p.emit("BROADCAST", p.elementAddress(groups, i), element)
	for v := range p.width {
		p.emit("FMADD231", p.bVector(step*p.width+v), element, p.accumulator(i, v))
	}
}

// fetchAhead brings a row of the next tile of C nearer, now and then: all rows at once would occupy the buffers
// of pending misses, and A and B would wait. The row may begin within a cache line and end in one more.
func (p panel) fetchAhead() {
	const stepsPerRow = 16
	TESTQ(U32(stepsPerRow-1), depth)
	JNZ(LabelRef(p.label("fetched")))
	for at := 0; at < p.width*p.bytes(); at += 64 {
		PREFETCHT0(field(ahead, at))
	}
	PREFETCHT0(field(ahead, p.width*p.bytes()-1))
	ADDQ(cRow, ahead)
	Label(p.label("fetched"))
}

func (p panel) elementAddress(groups []reg.GPPhysical, i int) Mem {
	if p.groups() == 1 && i > 3 {
		return map[int]Mem{4: {Base: groups[0], Index: aRow, Scale: 4}, 5: {Base: groups[0], Index: aRow5, Scale: 1}}[i]
	}
	m := Mem{Base: groups[i/4]}
	switch i % 4 {
	case 1:
		m.Index, m.Scale = aRow, 1
	case 2:
		m.Index, m.Scale = aRow, 2
	case 3:
		m.Index, m.Scale = aRow3, 1
	}
	return m
}
