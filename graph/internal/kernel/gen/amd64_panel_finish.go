// This file has the end of the micro-kernel: what becomes of the products.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// What becomes of the products, as package kernel numbers it.
const (
	finishStore = iota
	finishTimes
	finishTimesAdd
	finishTimesOneMinusSquare
	finishTimesLogisticPrime
)

// finishes are their labels.
var finishes = []string{"store", "times", "timesAdd", "timesOneMinusSquare", "timesLogisticPrime"}

// fetchFactor brings the factor's tile nearer while the products are computed.
func (p panel) fetchFactor() {
	CMPQ(field(arguments, panelFetch), Imm(0))
	JEQ(LabelRef(p.label("fetchedFactor")))
	MOVQ(field(arguments, panelFactor), depth)
	p.eachRow(func(i int) {
		for at := 0; at < p.width*p.bytes(); at += 64 {
			PREFETCHT0(Mem{Base: cPointer, Index: depth, Scale: 1, Disp: at})
		}
		PREFETCHT0(Mem{Base: cPointer, Index: depth, Scale: 1, Disp: p.width*p.bytes() - 1})
		ADDQ(field(arguments, panelFactorRow), depth)
	})
	Label(p.label("fetchedFactor"))
}

// finish stores the products, times the factor or a function of it, times the factor and added to C, or as they are.
func (p panel) finish() {
	MOVQ(field(arguments, panelFactor), depth)
	for finish, name := range finishes {
		CMPQ(field(arguments, panelFinish), Imm(uint64(finish)))
		JEQ(LabelRef(p.label(name)))
	}
	Label(p.label(finishes[finishStore]))
	p.storeAll()
	JMP(LabelRef(p.label("finished")))
	p.finishTimes(finishTimes, func(reg.VecPhysical) {})
	p.finishTimes(finishTimesOneMinusSquare, func(factor reg.VecPhysical) { p.emit("FNMADD213", p.element(0), factor, factor) })
	p.finishTimes(finishTimesLogisticPrime, func(factor reg.VecPhysical) { p.emit("FNMADD213", factor, factor, factor) })
	p.finishTimesAdd()
	Label(p.label("finished"))
}

// finishTimes multiplies the products by what becomes of the factor.
func (p panel) finishTimes(finish int, of func(factor reg.VecPhysical)) {
	Label(p.label(finishes[finish]))
	if finish == finishTimesOneMinusSquare {
		p.loadConstant(p.number(1), p.element(0))
	}
	p.eachRow(func(i int) {
		for v := range p.width {
			product, factor := p.accumulator(i, v), p.bVector(v)
			p.at(v).load(p.factorAddress(v), factor)
			of(factor)
			p.emit("MUL", factor, product, product)
		}
		p.storeRow(i)
		ADDQ(field(arguments, panelFactorRow), depth)
	})
	JMP(LabelRef(p.label("finished")))
}

func (p panel) finishTimesAdd() {
	Label(p.label(finishes[finishTimesAdd]))
	p.eachRow(func(i int) {
		for v := range p.width {
			sum, factor := p.element(v), p.bVector(v)
			p.at(v).load(p.factorAddress(v), factor)
			p.loadVector(v, cPointer, sum)
			p.emit("FMADD231", factor, p.accumulator(i, v), sum)
			p.storeVector(v, sum, cPointer)
		}
		ADDQ(field(arguments, panelFactorRow), depth)
	})
}

// storeAll stores the products as they are; those of a paired tile have still to be finished.
func (p panel) storeAll() {
	if !p.paired() {
		p.eachRow(p.storeRow)
		return
	}
	Label(p.label("last"))
	p.lastSteps(2)
	JMP(LabelRef(p.label("finished")))
	Label(p.label("single"))
	p.lastSteps(1)
}

func (p panel) storeRow(i int) {
	for v := range p.width {
		p.storeVector(v, p.accumulator(i, v), cPointer)
	}
}

func (p panel) factorAddress(v int) Mem {
	return Mem{Base: cPointer, Index: depth, Scale: 1, Disp: v * p.bytes()}
}
