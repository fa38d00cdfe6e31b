// This file writes inner products over lanes, for arm64.

package main

import "fmt"

// Registers of the inner products.
var (
	innerArguments  = general(0)
	innerA          = []general{1, 2}
	innerB          = []general{3, 4, 5, 6}
	innerTiles      = general(7)
	innerTo         = general(8)
	innerToA        = general(9)
	innerToB        = general(10)
	innerGroups     = general(11)
	innerRest       = general(12)
	innerAccumulate = general(13)
	innerCursor     = general(14) // B
	innerBRow       = general(15)
	innerScratch    = general(16)
	innerRow        = general(17)
	innerFrame      = general(19)
	innerLeft       = general(20)
	innerBuffer     = general(21)
	innerARow       = general(22)
)

// contract writes inner products in the order of target.contract. Of a tile that is not whole, the rows are copied to the
// frame, which has zeros behind them.
func (n *neon) contract() {
	n.innerProducts("contract2x2", 2, 2)
	n.innerProducts("contract1x4", 1, 4)
	n.innerProducts("contract1x1", 1, 1)
}

func (n *neon) innerProducts(name string, as, bs int) {
	n.function(name, "(arguments *byte)", wideBytes*(as+bs), 8)
	n.line("MOVD arguments+0(FP), %v", innerArguments)
	n.line("ADD $8, RSP, %v", innerFrame)
	for _, f := range []struct {
		offset int
		to     general
	}{
		{contractB, innerCursor}, {contractC, innerTo}, {contractARow, innerARow}, {contractBRow, innerBRow}, {contractCA, innerToA},
		{contractCB, innerToB}, {contractGroups, innerGroups}, {contractRest, innerRest}, {contractAccumulate, innerAccumulate},
	} {
		n.line("MOVD %d(%v), %v", f.offset, innerArguments, f.to)
	}
	n.label("group")
	n.line("MOVD %d(%v), %v", contractA, innerArguments, innerA[0])
	n.line("MOVD %v, %v", innerCursor, innerB[0])
	n.rowsFrom(innerA[:as], innerARow)
	n.rowsFrom(innerB[:bs], innerBRow)
	n.line("MOVD %d(%v), %v", contractTiles, innerArguments, innerTiles)
	for i := range 4 * n.vectorsOfTile() {
		n.zero(vec(i))
	}
	n.line("CBZ %v, rest", innerTiles)
	n.label("tile")
	n.innerStep(as, bs)
	for _, r := range innerRows(as, bs) {
		n.line("ADD $%d, %v, %v", wideBytes, r, r)
	}
	n.line("SUBS $1, %v, %v", innerTiles, innerTiles)
	n.line("BNE tile")
	n.label("rest")
	n.line("CBZ %v, sums", innerRest)
	n.copyRest(innerRows(as, bs))
	n.innerStep(as, bs)
	n.label("sums")
	n.joinTiles()
	n.storeSums(as, bs)
	for range bs {
		n.line("ADD %v, %v, %v", innerBRow, innerCursor, innerCursor)
		n.line("ADD %v, %v, %v", innerToB, innerTo, innerTo)
	}
	n.line("SUBS $1, %v, %v", innerGroups, innerGroups)
	n.line("BNE group")
	n.line("RET")
}

func innerRows(as, bs int) []general { return append(innerA[:as:as], innerB[:bs]...) }

func (n *neon) rowsFrom(rows []general, stride general) {
	for i := 1; i < len(rows); i++ {
		n.line("ADD %v, %v, %v", stride, rows[i-1], rows[i])
	}
}

// innerStep adds the products of one tile of lanes of each pair of rows.
func (n *neon) innerStep(as, bs int) {
	parts := n.vectorsOfTile()
	factors := vec(4 * parts)
	for p := range parts {
		for i := range as {
			n.load(factors+vec(i), innerA[i], 16*p)
		}
		for j := range bs {
			b := factors + 2 + vec(j)
			n.load(b, innerB[j], 16*p)
			for i := range as {
				n.three("FMLA", vec((i*bs+j)*parts+p), b, factors+vec(i))
			}
		}
	}
}

// copyRest copies what is left of each row to the frame, zeros behind it, and points the row there.
func (n *neon) copyRest(rows []general) {
	const element, zero = vec(31), vec(30)
	n.zero(zero)
	n.line("MOVD %v, %v", innerFrame, innerBuffer)
	for i, row := range rows {
		for p := range n.vectorsOfTile() {
			n.store(zero, innerBuffer, 16*p)
		}
		n.line("MOVD %v, %v", innerRest, innerLeft)
		n.line("MOVD %v, %v", innerBuffer, innerScratch)
		n.label(fmt.Sprintf("copy%d", i))
		n.loadElement(element, row, 0)
		n.storeElement(element, innerScratch, 0)
		n.line("ADD $%d, %v, %v", n.size(), row, row)
		n.line("ADD $%d, %v, %v", n.size(), innerScratch, innerScratch)
		n.line("SUBS $1, %v, %v", innerLeft, innerLeft)
		n.line("BNE copy%d", i)
		n.line("MOVD %v, %v", innerBuffer, row)
		n.line("ADD $%d, %v, %v", wideBytes, innerBuffer, innerBuffer)
	}
}

// joinTiles leaves the four sums side by side, in vector 0, or for float64 in vectors 0 and 1: it adds the halves of a
// tile, then neighbours.
func (n *neon) joinTiles() {
	parts := n.vectorsOfTile()
	for i := range 4 {
		first := vec(i * parts)
		n.three("FADD", first, first, first+2)
		n.three("FADD", first+1, first+1, first+3)
		n.three("FADDP", vec(i), first, first+1)
	}
	n.three("FADDP", 0, 0, 1)
	n.three("FADDP", 1, 2, 3)
	if n.single {
		n.three("FADDP", 0, 0, 1)
	}
}

// storeSums writes, or adds, the sums to their places in C.
func (n *neon) storeSums(as, bs int) {
	const sum, before = vec(4), vec(5)
	n.line("MOVD %v, %v", innerTo, innerRow)
	for i := range as {
		n.line("MOVD %v, %v", innerRow, innerScratch)
		for j := range bs {
			k := i*bs + j
			n.element(sum, vec(k/n.lanes()), k%n.lanes())
			n.line("CBZ %v, set%d", innerAccumulate, k)
			n.loadElement(before, innerScratch, 0)
			n.addElement(sum, before, sum)
			n.label(fmt.Sprintf("set%d", k))
			n.storeElement(sum, innerScratch, 0)
			n.line("ADD %v, %v, %v", innerToB, innerScratch, innerScratch)
		}
		n.line("ADD %v, %v, %v", innerToA, innerRow, innerRow)
	}
}
