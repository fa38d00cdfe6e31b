// This file writes the reductions, and the yardstick of the benchmarks, for arm64.

package main

import "fmt"

// reduce writes the sums.
func (n *neon) reduce() {
	n.sumFeatures("sumFeatures", false)
	n.sumFeatures("sumFeaturesProduct", true)
	n.sumLanes()
}

// Registers of the sums.
const (
	sumArguments  = general(0)
	sumX          = general(1)
	sumY          = general(2)
	sumTo         = general(3)
	sumVectors    = general(4)
	sumXFeature   = general(5)
	sumYFeature   = general(6)
	sumLeft       = general(7)
	sumXCursor    = general(8)
	sumYCursor    = general(9)
	sumAccumulate = general(10)
	sumStride     = general(11)
	sumRest       = general(12)
	sumFeature    = general(13)
	sumAddress    = general(14)
)

// sumFeatures writes the sum down the features, of x or of x·y, for a few vectors of lanes at a time.
func (n *neon) sumFeatures(name string, product bool) {
	n.function(name, "(arguments *byte)", 0, 8)
	n.line("MOVD arguments+0(FP), %v", sumArguments)
	for _, f := range []struct {
		offset int
		to     general
	}{
		{reduceX, sumXCursor}, {reduceY, sumYCursor}, {reduceDst, sumTo}, {reduceVectors, sumVectors},
		{reduceXFeature, sumXFeature}, {reduceYFeature, sumYFeature}, {reduceAccumulate, sumAccumulate},
	} {
		n.line("MOVD %d(%v), %v", f.offset, sumArguments, f.to)
	}
	n.sumFeaturesLoop(8, product, "many", "few")
	n.sumFeaturesLoop(2, product, "two", "rest")
	n.sumFeaturesLoop(1, product, "one", "done")
	n.line("RET")
}

func (n *neon) sumFeaturesLoop(unroll int, product bool, loop, end string) {
	n.line("SUBS $%d, %v, %v", unroll, sumVectors, sumVectors)
	n.line("BLT %s", end)
	n.label(loop)
	n.line("MOVD %v, %v", sumXCursor, sumX)
	n.line("MOVD %v, %v", sumYCursor, sumY)
	n.line("MOVD %d(%v), %v", reduceFeatures, sumArguments, sumLeft)
	for u := range unroll {
		n.zero(vec(u))
	}
	n.line("CBZ %v, %sFeature", sumAccumulate, loop)
	for u := range unroll {
		n.load(vec(u), sumTo, 16*u)
	}
	n.label(loop + "Feature")
	for u := range unroll {
		n.load(vec(unroll+u), sumX, 16*u)
		if product {
			n.load(vec(2*unroll+u), sumY, 16*u)
			n.three("FMLA", vec(u), vec(unroll+u), vec(2*unroll+u))
		} else {
			n.three("FADD", vec(u), vec(u), vec(unroll+u))
		}
	}
	n.line("ADD %v, %v, %v", sumXFeature, sumX, sumX)
	n.line("ADD %v, %v, %v", sumYFeature, sumY, sumY)
	n.line("SUBS $1, %v, %v", sumLeft, sumLeft)
	n.line("BNE %sFeature", loop)
	for u := range unroll {
		n.store(vec(u), sumTo, 16*u)
	}
	for _, r := range []general{sumTo, sumXCursor, sumYCursor} {
		n.line("ADD $%d, %v, %v", 16*unroll, r, r)
	}
	n.line("SUBS $%d, %v, %v", unroll, sumVectors, sumVectors)
	n.line("BGE %s", loop)
	n.label(end)
	n.line("ADDS $%d, %v, %v", unroll, sumVectors, sumVectors)
}

// sumLanes writes the sum along the lanes of each feature in the order of target.sumLanes.
func (n *neon) sumLanes() {
	n.function("sumLanes", "(arguments *byte)", 0, 8)
	n.line("MOVD arguments+0(FP), %v", sumArguments)
	for _, f := range []struct {
		offset int
		to     general
	}{
		{reduceX, sumXCursor}, {reduceDst, sumTo}, {reduceDstStride, sumStride}, {reduceXFeature, sumXFeature},
		{reduceAccumulate, sumAccumulate}, {reduceMask, sumRest}, {reduceFeatures, sumFeature},
	} {
		n.line("MOVD %d(%v), %v", f.offset, sumArguments, f.to)
	}
	n.label("feature")
	n.line("MOVD %v, %v", sumXCursor, sumX)
	n.line("MOVD %d(%v), %v", reduceVectors, sumArguments, sumVectors)
	chains := chainsOfSum * n.vectorsOfTile()
	for u := range chains {
		n.zero(vec(u))
	}
	n.sumLanesLoop(chains)
	n.sumLanesRest(chains)
	n.joinChains()
	n.line("CBZ %v, store", sumAccumulate)
	n.loadElement(1, sumTo, 0)
	n.addElement(0, 1, 0)
	n.label("store")
	n.storeElement(0, sumTo, 0)
	n.line("ADD %v, %v, %v", sumStride, sumTo, sumTo)
	n.line("ADD %v, %v, %v", sumXFeature, sumXCursor, sumXCursor)
	n.line("SUBS $1, %v, %v", sumFeature, sumFeature)
	n.line("BNE feature")
	n.line("RET")
}

func (n *neon) sumLanesLoop(chains int) {
	n.line("SUBS $%d, %v, %v", chains, sumVectors, sumVectors)
	n.line("BLT rest")
	n.label("many")
	for u := 0; u < chains; u += 2 {
		n.loadPair(vec(chains+u), vec(chains+u+1), sumX, 16*u)
	}
	for u := range chains {
		n.three("FADD", vec(u), vec(u), vec(chains+u))
	}
	n.line("ADD $%d, %v, %v", 16*chains, sumX, sumX)
	n.line("SUBS $%d, %v, %v", chains, sumVectors, sumVectors)
	n.line("BGE many")
	n.label("rest")
	n.line("ADDS $%d, %v, %v", chains, sumVectors, sumVectors)
}

// sumLanesRest adds the vectors left over to the first chains, and the lanes left over to the next.
func (n *neon) sumLanesRest(chains int) {
	part, whole := vec(chains), vec(chains+1)
	n.line("LSL $4, %v, %v", sumVectors, sumAddress)
	n.line("ADD %v, %v, %v", sumX, sumAddress, sumAddress)
	n.zero(part)
	n.eachPart(sumRest, "part", "parted", func(count int) { n.loadPart(part, sumAddress, 0, count, sumAddress) })
	for u := range chains {
		n.line("CBNZ %v, next%d", sumVectors, u)
		n.three("FADD", vec(u), vec(u), part)
		n.line("B added")
		n.label(fmt.Sprintf("next%d", u))
		n.load(whole, sumX, 16*u)
		n.three("FADD", vec(u), vec(u), whole)
		n.line("SUB $1, %v, %v", sumVectors, sumVectors)
	}
	n.label("added")
}

// eachPart does what visit writes for the number of elements in a register, less than a vector; nothing for none.
func (n *neon) eachPart(count general, name, end string, visit func(count int)) {
	for c := 1; c < n.lanes(); c++ {
		n.line("CMP $%d, %v", c, count)
		n.line("BEQ %s%d", name, c)
	}
	n.line("B %s", end)
	for c := 1; c < n.lanes(); c++ {
		n.label(fmt.Sprintf("%s%d", name, c))
		visit(c)
		n.line("B %s", end)
	}
	n.label(end)
}

// joinChains adds the tiles, the first two and the last two, and the halves of what remains, into element 0 of vector 0.
func (n *neon) joinChains() {
	parts := n.vectorsOfTile()
	add := func(from, to int) { n.three("FADD", vec(to), vec(to), vec(from)) }
	for p := range parts {
		add(p+parts, p)
		add(p+3*parts, p+2*parts)
		add(p+2*parts, p)
	}
	for half := parts / 2; half > 0; half /= 2 {
		for p := range half {
			add(p+half, p)
		}
	}
	if n.single {
		n.upperHalf(1, 0)
		add(1, 0)
	}
	n.addNeighbours(0, 0)
}

// neonPeakChains is the number of independent chains of multiply-adds in flight in the peak loop.
const neonPeakChains = 24

// peak writes a loop of nothing but multiply-adds.
func (n *neon) peak() {
	n.function("peak", "(rounds int)", 0, 8)
	n.line("MOVD rounds+0(FP), R0")
	for i := range neonPeakChains + 1 {
		n.zero(vec(i))
	}
	n.label("round")
	for i := range neonPeakChains {
		n.three("FMLA", vec(i), vec(neonPeakChains), vec(neonPeakChains))
	}
	n.line("SUBS $1, R0, R0")
	n.line("BNE round")
	n.line("RET")
}
