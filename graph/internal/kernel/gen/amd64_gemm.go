// This file writes matrix products, panel by panel, for amd64.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets in the Go structure panelArguments.
const (
	panelA         = 0
	panelB         = 8
	panelC         = 16
	panelBias      = 24
	panelARow      = 32
	panelAColumn   = 40
	panelBRow      = 48
	panelCRow      = 56
	panelColumns   = 64
	panelDepth     = 72
	panelStart     = 80
	panelRows      = 88
	panelMask      = 96
	panelAhead     = 104
	panelFinish    = 112
	panelFactor    = 120
	panelPanels    = 128
	panelLeft      = 136 // columns still to do
	panelNext      = 144 // A's, C's, and the bias'
	panelFactorRow = 168 // how much further from row to row of the factor than of C
	panelFetch     = 176 // whether the factor is fetched in the meantime
)

// Registers of the product kernels.
var (
	arguments = reg.RDI
	rowGroups = []reg.GPPhysical{reg.RAX, reg.RBX, reg.RCX} // rows 0, 4, 8 of A
	aRow      = reg.RDX
	aRow3     = reg.R8
	aRow5     = rowGroups[1] // where one pointer does
	aColumn   = reg.R9
	bPointer  = reg.R10
	bRow      = reg.R11
	depth     = reg.R12
	cTile     = reg.R13
	ahead     = reg.R14
	cRow      = reg.R15
	bPanel    = reg.RSI
	cPointer  = bPointer // not live at the same time
)

// maxRows is the number of rows of the largest micro-kernel: with two vectors of columns its accumulators
// leave room for B and a broadcast element of A.
func (t target) maxRows() int {
	if t.wide {
		return 12
	}
	return 6
}

// widths are the numbers of vectors side by side in C, widest first. Few rows need more of them to keep
// enough independent chains in flight.
func (t target) widths(rows int) []int {
	switch {
	case rows == 1:
		return []int{8, 4, 2}
	case rows == 2 || rows == 3 && t.wide:
		return []int{4, 2}
	case rows == 3:
		return []int{3, 2}
	default:
		return []int{2}
	}
}

// lastWidth is the number of vectors up to which the last columns of a row are one tile.
func (t target) lastWidth(rows int) int {
	if t.wide && rows > 4 && rows <= 8 {
		return 3
	}
	return 2
}

// gemm writes a function that computes panels of up to maxRows rows of C over all its columns.
func (t target) gemm() {
	TEXT("gemm"+t.suffix(), NOSPLIT, "func(arguments *byte)")
	Pragma("noescape")
	Doc(fmt.Sprintf("gemm%s computes panels of 1 to %d rows of a matrix product.", t.suffix(), t.maxRows()))
	Load(Param("arguments"), arguments)
	MOVQ(field(arguments, panelARow), aRow)
	LEAQ(Mem{Base: aRow, Index: aRow, Scale: 2}, aRow3)
	MOVQ(field(arguments, panelAColumn), aColumn)
	MOVQ(field(arguments, panelBRow), bRow)
	MOVQ(field(arguments, panelCRow), cRow)
	if t.wide {
		KMOVW(field(arguments, panelMask), reg.K1)
	}
	MOVQ(field(arguments, panelRows), depth)
	for rows := t.maxRows(); rows > 1; rows-- {
		CMPQ(depth, Imm(uint64(rows)))
		JEQ(LabelRef(fmt.Sprintf("rows%d", rows)))
	}
	for rows := 1; rows <= t.maxRows(); rows++ {
		Label(fmt.Sprintf("rows%d", rows))
		t.gemmRows(rows)
	}
}

func (t target) gemmRows(rows int) {
	MOVQ(field(arguments, panelColumns), depth)
	MOVQ(depth, field(arguments, panelLeft))
	MOVQ(field(arguments, panelB), bPanel)
	MOVQ(field(arguments, panelC), cTile)
	last := t.lastWidth(rows)
	for _, width := range t.widths(rows) {
		p := panel{t, rows, width, false}
		Label(p.label("columns"))
		CMPQ(field(arguments, panelLeft), U32(uint32(width*t.lanes())))
		JLT(LabelRef(p.label("narrower")))
		if width < last { // the last columns are for the wider tile
			JEQ(LabelRef(p.label("fitting")))
			CMPQ(field(arguments, panelLeft), U32(uint32(last*t.lanes())))
			JLE(LabelRef(p.label("narrower")))
			Label(p.label("fitting"))
		}
		p.tile()
		ADDQ(U32(uint32(width*t.bytes())), bPanel) // U32: avo takes no plain immediate of 128 and more here
		ADDQ(U32(uint32(width*t.bytes())), cTile)
		SUBQ(U32(uint32(width*t.lanes())), field(arguments, panelLeft))
		JMP(LabelRef(p.label("columns")))
		Label(p.label("narrower"))
	}
	done := fmt.Sprintf("done%d", rows)
	for width := last; width > 0; width-- {
		p := panel{t, rows, width, true}
		CMPQ(field(arguments, panelLeft), U32(uint32((width-1)*t.lanes())))
		JLE(LabelRef(p.label("narrower")))
		p.tile()
		JMP(LabelRef(done))
		Label(p.label("narrower"))
	}
	Label(done)
	t.nextPanel(rows)
}

// nextPanel goes on with as many rows further down, if there are any.
func (t target) nextPanel(rows int) {
	finished := fmt.Sprintf("finished%d", rows)
	DECQ(field(arguments, panelPanels))
	JZ(LabelRef(finished))
	for i, pointer := range []int{panelA, panelC, panelBias} {
		MOVQ(field(arguments, panelNext+8*i), depth)
		ADDQ(depth, field(arguments, pointer))
	}
	IMUL3Q(Imm(uint64(rows)), field(arguments, panelFactorRow), depth)
	ADDQ(depth, field(arguments, panelFactor))
	JMP(LabelRef(fmt.Sprintf("rows%d", rows)))
	Label(finished)
	VZEROUPPER()
	RET()
}
