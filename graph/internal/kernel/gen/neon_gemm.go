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
	panelFStep     = general(24) // how much further from row to row of the factor than of C
	panelFApart    = general(25) // from C to the factor, in a row
)

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
		{panelARow, panelAStep}, {panelAColumn, panelStep}, {panelBRow, panelBStep}, {panelCRow, panelCStep}, {panelFactor, panelTimes}, {panelFactorRow, panelFStep},
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
	for range rows {
		n.line("ADD %v, %v, %v", panelFStep, panelTimes, panelTimes)
	}
	n.line("B rows%d", rows)
	n.label(fmt.Sprintf("finished%d", rows))
	n.line("RET")
}
