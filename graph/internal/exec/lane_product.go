// Products of rows with a fixed matrix, with bias and factor.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// laneProduct is per-row x times fixed W, plus a bias or another per-row value. With feature-major storage it is C = Wᵀ·X,
// whose contiguous columns are the rows of the batch.
type laneProduct[T scalar.Float] struct {
	m, k, copies int
	w            []T
	wrs, wcs     int
	x, dst       features[T]
	bias         []T
	addend       features[T] // copied to dst first; without data if it is dst
	start        bool
}

// features are the features of a per-row value, ld elements apart.
type features[T scalar.Float] struct {
	data []T
	ld   int
}

func (p *laneProduct[T]) run(_, lanes int) { runAll(p.prepare(lanes)) }

func (p *laneProduct[T]) prepare(lanes int) []kernel.Prepared {
	n := p.copies * lanes
	if p.addend.data == nil {
		if c := kernel.PrepareGemm(p.m, n, p.k, p.w, p.wrs, p.wcs, p.x.data, p.x.ld, p.bias, p.dst.data, p.dst.ld, p.start); c != nil {
			return []kernel.Prepared{c}
		}
	}
	return []kernel.Prepared{unprepared(func() { p.multiply(n) })}
}

func (p *laneProduct[T]) multiply(n int) {
	switch {
	case p.bias != nil:
		kernel.GemmBias(p.m, n, p.k, p.w, p.wrs, p.wcs, p.x.data, p.x.ld, p.bias, p.dst.data, p.dst.ld)
		return
	case p.addend.data != nil:
		for c := range p.m {
			copy(p.dst.data[c*p.dst.ld:c*p.dst.ld+n], p.addend.data[c*p.addend.ld:])
		}
	}
	kernel.Gemm(p.m, n, p.k, p.w, p.wrs, p.wcs, p.x.data, p.x.ld, p.dst.data, p.dst.ld, p.start)
}

// laneProductTimes is a laneProduct times a function of a per-row value, which copies of the batch may share.
type laneProductTimes[T scalar.Float] struct {
	*laneProduct[T]
	of     scalar.FactorFunc
	factor features[T]
	shared bool
}

func (p *laneProductTimes[T]) run(_, lanes int) { runAll(p.prepare(lanes)) }

// prepare lists a product for each copy, or one for all copies.
func (p *laneProductTimes[T]) prepare(lanes int) (list []kernel.Prepared) {
	if !p.shared {
		return append(list, p.part(0, 0, p.copies*lanes))
	}
	for k := range p.copies {
		list = append(list, p.part(k*lanes, 0, lanes))
	}
	return list
}

// part is the product for n lanes from lane from on, times the factor from lane factor on.
func (p *laneProductTimes[T]) part(from, factor, n int) kernel.Prepared {
	x, f, dst := p.x.data[from:], p.factor.data[factor:], p.dst.data[from:]
	if c := kernel.PrepareGemmBiasTimes(p.m, n, p.k, p.w, p.wrs, p.wcs, x, p.x.ld, p.bias, p.of, f, p.factor.ld, dst, p.dst.ld); c != nil {
		return c
	}
	return unprepared(func() {
		kernel.GemmBiasTimes(p.m, n, p.k, p.w, p.wrs, p.wcs, x, p.x.ld, p.bias, p.of, f, p.factor.ld, dst, p.dst.ld)
	})
}
