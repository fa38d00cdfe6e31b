// This file writes matrix products, for arm64.

package main

import "fmt"

// Registers of the products.
var (
	panelArguments = general(0)
	panelRowsOfA   = []general{1, 2, 3, 4, 5, 6}
	panelOffset    = general(7) // in the rows of A
	panelStep      = general(8) // from column to column of A
	panelBAt       = general(9)
	panelBStep     = general(10)
	panelSteps     = general(11)
	panelTile      = general(12) // of C
	panelCStep     = general(13)
	panelBTile     = general(14)
	panelCAt       = general(15)
	panelScratch   = general(16)
	panelRest      = general(17) // columns
	panelTimes     = general(19) // from C to the factor
	panelAStep     = general(20) // from row to row of A
	panelFAt       = general(21)
	panelStarts    = general(22)
	panelEnds      = general(23)
)

// neonPanel is the micro-kernel for rows × width vectors, or, if part is not 0, for that many columns.
type neonPanel struct {
	*neon
	rows, width, part int
}

const neonRows = 6

// neonWidths are the numbers of vectors side by side in C, widest first. Few rows need more of them to keep enough
// independent chains in flight.
func neonWidths(rows int) []int {
	switch rows {
	case 1:
		return []int{16, 4, 2, 1}
	case 2:
		return []int{8, 4, 2, 1}
	default:
		return []int{4, 2, 1}
	}
}

// gemm writes a function that computes panels of up to neonRows rows of C over all its columns.
func (n *neon) gemm() {
	n.function("gemm", "(arguments *byte)", 0, 8)
	n.line("MOVD arguments+0(FP), %v", panelArguments)
	for _, f := range []struct {
		offset int
		to     general
	}{
		{panelARow, panelAStep}, {panelAColumn, panelStep}, {panelBRow, panelBStep}, {panelCRow, panelCStep}, {panelFactor, panelTimes},
		{panelStart, panelStarts}, {panelFinish, panelEnds}, {panelRows, panelScratch},
	} {
		n.line("MOVD %d(%v), %v", f.offset, panelArguments, f.to)
	}
	for rows := neonRows; rows > 1; rows-- {
		n.line("CMP $%d, %v", rows, panelScratch)
		n.line("BEQ rows%d", rows)
	}
	for rows := 1; rows <= neonRows; rows++ {
		n.label(fmt.Sprintf("rows%d", rows))
		n.gemmRows(rows)
	}
}

func (n *neon) gemmRows(rows int) {
	n.line("MOVD %d(%v), %v", panelColumns, panelArguments, panelRest)
	n.line("MOVD %d(%v), %v", panelB, panelArguments, panelBTile)
	n.line("MOVD %d(%v), %v", panelC, panelArguments, panelTile)
	n.line("MOVD %d(%v), %v", panelA, panelArguments, panelRowsOfA[0])
	for i := 1; i < rows; i++ {
		n.line("ADD %v, %v, %v", panelAStep, panelRowsOfA[i-1], panelRowsOfA[i])
	}
	for _, width := range neonWidths(rows) {
		p := neonPanel{n, rows, width, 0}
		n.label(p.name("columns"))
		n.line("CMP $%d, %v", width*n.lanes(), panelRest)
		n.line("BLT %s", p.name("narrower"))
		p.tile()
		n.line("ADD $%d, %v, %v", 16*width, panelBTile, panelBTile)
		n.line("ADD $%d, %v, %v", 16*width, panelTile, panelTile)
		n.line("SUB $%d, %v, %v", width*n.lanes(), panelRest, panelRest)
		n.line("B %s", p.name("columns"))
		n.label(p.name("narrower"))
	}
	n.eachPart(panelRest, fmt.Sprintf("part%dx", rows), fmt.Sprintf("done%d", rows), func(part int) { neonPanel{n, rows, 1, part}.tile() })
	n.nextPanel(rows)
}

// nextPanel goes on with as many rows further down, if there are any.
func (n *neon) nextPanel(rows int) {
	n.line("MOVD %d(%v), %v", panelPanels, panelArguments, panelScratch)
	n.line("SUBS $1, %v, %v", panelScratch, panelScratch)
	n.line("MOVD %v, %d(%v)", panelScratch, panelPanels, panelArguments)
	n.line("BEQ finished%d", rows)
	for i, pointer := range []int{panelA, panelC, panelBias} {
		n.line("MOVD %d(%v), %v", panelNext+8*i, panelArguments, panelScratch)
		n.line("MOVD %d(%v), %v", pointer, panelArguments, panelSteps)
		n.line("ADD %v, %v, %v", panelScratch, panelSteps, panelSteps)
		n.line("MOVD %v, %d(%v)", panelSteps, pointer, panelArguments)
	}
	n.line("B rows%d", rows)
	n.label(fmt.Sprintf("finished%d", rows))
	n.line("RET")
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

// finish stores the products, times the factor, times the factor and added to C, or as they are.
func (p neonPanel) finish() {
	p.line("CMP $1, %v", panelEnds)
	p.line("BEQ %s", p.name("times"))
	p.line("BGT %s", p.name("timesAdd"))
	p.eachRow(func(i int) { p.storeRow(p.accumulators(i), panelCAt) })
	p.line("B %s", p.name("finished"))
	p.label(p.name("times"))
	p.eachRow(func(i int) {
		p.eachFactor(i, func(factor vec, v int) { p.three("FMUL", p.accumulator(i, v), p.accumulator(i, v), factor) })
		p.storeRow(p.accumulators(i), panelCAt)
	})
	p.line("B %s", p.name("finished"))
	p.label(p.name("timesAdd"))
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
	p.label(p.name("finished"))
}

// eachFactor visits the vectors of a row with what they are multiplied by.
func (p neonPanel) eachFactor(i int, visit func(factor vec, v int)) {
	one := neonPanel{p.neon, 1, 1, p.part}
	for v := range p.width {
		factor := p.bVector(0)
		p.line("ADD %v, %v, %v", panelTimes, panelCAt, panelFAt)
		p.line("ADD $%d, %v, %v", 16*v, panelFAt, panelFAt)
		one.loadRow(func(int) vec { return factor }, panelFAt)
		visit(factor, v)
	}
}
