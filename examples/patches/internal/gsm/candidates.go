// The candidates of a row: the components that it had, the halves of those that were split, and components of a row
// that is like it.

package gsm

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// explore puts the candidates in the order of their parts and replaces the last third by candidates of rows that have
// the same best component.
func (f *fitting) explore(ctx context.Context) error {
	n := f.settings.Candidates
	keep := n - n/3
	best := make([]int32, f.hi-f.lo)
	for r := f.lo; r < f.hi; r++ {
		f.rank(r)
		best[r-f.lo] = f.candidates[r*n]
	}
	var peers byComponent
	peers.sort(best, 1, batch{0, len(best)}, len(f.components), len(f.group.elements))
	before, seed := slices.Clone(f.candidates[f.lo*n:f.hi*n]), f.rng.Uint64()
	return parallel.Do(ctx, inFit, f.settings.Workers, f.blocks(), func(_, b int) error {
		rng := rand.New(rand.NewPCG(seed, uint64(b)))
		for r := f.lo + b*blockRows; r < min(f.hi, f.lo+(b+1)*blockRows); r++ {
			f.try(f.candidates[r*n:(r+1)*n], keep, before, &peers, rng)
		}
		return nil
	})
}

// rank sorts a row's candidates, the likeliest first.
func (f *fitting) rank(r int) {
	type ranked struct {
		candidate int32
		part      float32
	}
	var list [MostCandidates]ranked
	n := f.settings.Candidates
	own, parts := f.candidates[r*n:(r+1)*n], f.parts[r*n:(r+1)*n]
	for i, c := range own {
		list[i] = ranked{c, parts[i]}
		if c == none {
			list[i].part = -1
		}
	}
	slices.SortStableFunc(list[:n], func(a, b ranked) int { return cmp.Compare(b.part, a.part) })
	for i := range own {
		own[i], parts[i] = list[i].candidate, list[i].part
	}
}

// try fills a row's candidates from keep on with candidates of another row. If the image g·x of this row and the image
// h·y of the other row belong to one component, a component that the other row has under h' is one for this row under
// h'·h⁻¹·g.
func (f *fitting) try(own []int32, keep int, all []int32, peers *byComponent, rng *rand.Rand) {
	g, n := len(f.group.elements), len(own)
	like := peers.of(int(own[0]) / g)
	for i := keep; i < n; i++ {
		own[i] = none
		row := int(like[rng.IntN(len(like))])
		other := all[row*n : (row+1)*n]
		c := other[rng.IntN(keep)]
		if c == none {
			continue
		}
		turn := f.group.product[f.group.inverse[int(other[0])%g]][int(own[0])%g]
		c = c/int32(g)*int32(g) + int32(f.group.product[int(c)%g][turn])
		if !slices.Contains(own[:i], c) {
			own[i] = c
		}
	}
}
