// This file has the micro-kernel of a product, for arm64.

package main

import "fmt"

// neonPanel is the micro-kernel for rows × width vectors, or, if part is not 0, for that many columns.
type neonPanel struct {
	*neon
	rows, width, part int
}

func (p neonPanel) name(place string) string {
	if p.part > 0 {
		return fmt.Sprintf("%s%dpart%d", place, p.rows, p.part)
	}
	return fmt.Sprintf("%s%dx%d", place, p.rows, p.width)
}

func (p neonPanel) accumulator(i, v int) vec { return vec(i*p.width + v) }

// bVector is one of the registers above the accumulators; a wide tile of a single row is done with each of them at once.
func (p neonPanel) bVector(v int) vec { return vec(p.rows*p.width + v%p.bVectors()) }

func (p neonPanel) bVectors() int { return min(p.width, 8) }

// element is one of the registers for elements of A, in turn.
func (p neonPanel) element(i int) vec {
	first := p.rows*p.width + p.bVectors()
	return vec(first + i%min(p.registers()-first, 4))
}

func (p neonPanel) tile() {
	p.start()
	p.products()
	p.finish()
}

// eachRow walks a pointer down the rows of the tile.
func (p neonPanel) eachRow(visit func(i int)) {
	p.line("MOVD %v, %v", panelTile, panelCAt)
	for i := range p.rows {
		visit(i)
		if i < p.rows-1 {
			p.line("ADD %v, %v, %v", panelCStep, panelCAt, panelCAt)
		}
	}
}

// loadRow and storeRow move the vectors of a row, in pairs where they can.
func (p neonPanel) loadRow(first func(v int) vec, from general) {
	switch {
	case p.part > 0:
		p.loadPart(first(0), from, 0, p.part, panelScratch)
	case p.width == 1:
		p.load(first(0), from, 0)
	default:
		for v := 0; v < p.width; v += 2 {
			p.loadPair(first(v), first(v+1), from, 16*v)
		}
	}
}

func (p neonPanel) storeRow(first func(v int) vec, to general) {
	switch {
	case p.part > 0:
		p.storePart(first(0), to, 0, p.part, panelScratch)
	case p.width == 1:
		p.store(first(0), to, 0)
	default:
		for v := 0; v < p.width; v += 2 {
			p.storePair(first(v), first(v+1), to, 16*v)
		}
	}
}

// accumulators are those of row i.
func (p neonPanel) accumulators(i int) func(v int) vec {
	return func(v int) vec { return p.accumulator(i, v) }
}

// start sets the accumulators to zero, to C, or to the bias of each row.
func (p neonPanel) start() {
	p.line("CMP $1, %v", panelStarts)
	p.line("BEQ %s", p.name("startC"))
	p.line("BGT %s", p.name("startBias"))
	for r := range p.rows * p.width {
		p.zero(vec(r))
	}
	p.line("B %s", p.name("started"))
	p.label(p.name("startC"))
	p.eachRow(func(i int) { p.loadRow(p.accumulators(i), panelCAt) })
	p.line("B %s", p.name("started"))
	p.label(p.name("startBias"))
	p.line("MOVD %d(%v), %v", panelBias, panelArguments, panelScratch)
	for i := range p.rows {
		p.loadElement(p.accumulator(i, 0), panelScratch, i)
		for v := p.width - 1; v >= 0; v-- {
			p.spread(p.accumulator(i, v), p.accumulator(i, 0))
		}
	}
	p.label(p.name("started"))
}

// products runs over the depth, a vector of B times an element of A from each row in each step.
func (p neonPanel) products() {
	p.line("MOVD %v, %v", panelBTile, panelBAt)
	p.line("MOVD $0, %v", panelOffset)
	p.line("MOVD %d(%v), %v", panelDepth, panelArguments, panelSteps)
	p.label(p.name("depth"))
	if p.width <= p.bVectors() {
		p.loadRow(p.bVector, panelBAt)
		for i := range p.rows {
			p.loadElementIndexed(p.element(i), panelRowsOfA[i], panelOffset)
			for v := range p.width {
				p.multiplyElement(p.accumulator(i, v), p.bVector(v), p.element(i))
			}
		}
	} else {
		p.singleRow()
	}
	p.line("ADD %v, %v, %v", panelBStep, panelBAt, panelBAt)
	p.line("ADD %v, %v, %v", panelStep, panelOffset, panelOffset)
	p.line("SUBS $1, %v, %v", panelSteps, panelSteps)
	p.line("BNE %s", p.name("depth"))
}

// singleRow loads vectors of B just before their products, so that few registers hold more of them.
func (p neonPanel) singleRow() {
	p.loadElementIndexed(p.element(0), panelRowsOfA[0], panelOffset)
	for v := 0; v < p.width; v += 2 {
		p.loadPair(p.bVector(v), p.bVector(v+1), panelBAt, 16*v)
		for w := v; w < v+2; w++ {
			p.multiplyElement(p.accumulator(0, w), p.bVector(w), p.element(0))
		}
	}
}

// finish stores the products, times the factor or a function of it, times the factor and added to C, or as they are.
func (p neonPanel) finish() {
	p.line("MOVD %v, %v", panelTimes, panelFApart)
	for finish, name := range finishes {
		p.line("CMP $%d, %v", finish, panelEnds)
		p.line("BEQ %s", p.name(name))
	}
	p.label(p.name(finishes[finishStore]))
	p.eachRow(func(i int) { p.storeRow(p.accumulators(i), panelCAt) })
	p.line("B %s", p.name("finished"))
	less := p.element(1) // what the square is taken from
	p.finishTimes(finishTimes, func(factor vec) vec { return factor })
	p.finishTimes(finishTimesOneMinusSquare, func(factor vec) vec {
		p.one(less)
		p.three("FMLS", less, factor, factor)
		return less
	})
	p.finishTimes(finishTimesLogisticPrime, func(factor vec) vec {
		p.move(less, factor)
		p.three("FMLS", less, factor, factor)
		return less
	})
	p.finishTimesAdd()
	p.label(p.name("finished"))
}

// finishTimes multiplies the products by what becomes of the factor.
func (p neonPanel) finishTimes(finish int, of func(factor vec) vec) {
	p.label(p.name(finishes[finish]))
	p.eachRow(func(i int) {
		p.eachFactor(i, func(factor vec, v int) { p.three("FMUL", p.accumulator(i, v), p.accumulator(i, v), of(factor)) })
		p.storeRow(p.accumulators(i), panelCAt)
	})
	p.line("B %s", p.name("finished"))
}

func (p neonPanel) finishTimesAdd() {
	p.label(p.name(finishes[finishTimesAdd]))
	p.eachRow(func(i int) {
		p.eachFactor(i, func(factor vec, v int) {
			sum := p.element(0)
			one := neonPanel{p.neon, 1, 1, p.part}
			p.line("ADD $%d, %v, %v", 16*v, panelCAt, panelFAt)
			one.loadRow(func(int) vec { return sum }, panelFAt)
			p.three("FMLA", sum, p.accumulator(i, v), factor)
			one.storeRow(func(int) vec { return sum }, panelFAt)
		})
	})
}

// eachFactor visits the vectors of a row with what they are multiplied by.
func (p neonPanel) eachFactor(i int, visit func(factor vec, v int)) {
	one := neonPanel{p.neon, 1, 1, p.part}
	for v := range p.width {
		factor := p.bVector(0)
		p.line("ADD %v, %v, %v", panelFApart, panelCAt, panelFAt)
		p.line("ADD $%d, %v, %v", 16*v, panelFAt, panelFAt)
		one.loadRow(func(int) vec { return factor }, panelFAt)
		visit(factor, v)
	}
	p.line("ADD %v, %v, %v", panelFStep, panelFApart, panelFApart)
}
