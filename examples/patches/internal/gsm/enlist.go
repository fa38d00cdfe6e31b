// Rows that are seen for the first time look at all components once.

package gsm

import (
	"cmp"
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// enlist gives the rows of a batch their likeliest candidates of all.
func (f *fitting) enlist(ctx context.Context) error {
	g := len(f.group.elements)
	block := max(1, lanes/g)
	values := make([][]float64, f.settings.Workers)
	for w := range values {
		values[w] = make([]float64, block*len(f.components)*g)
	}
	return parallel.Do(ctx, inFit, f.settings.Workers, (f.hi-f.lo+block-1)/block, func(worker, b int) error {
		first := f.lo + b*block
		return f.look(f.square[worker], values[worker], first, min(f.hi, first+block))
	})
}

// look fills values, those of a row together, and takes the largest.
func (f *fitting) look(p *graph.Program[float32], values []float64, lo, hi int) error {
	g, k := len(f.group.elements), len(f.components)
	for r := lo; r < hi; r++ {
		load(f.group, p, (r-lo)*g, f.x[r*f.dim:(r+1)*f.dim])
	}
	for i, c := range f.components {
		set(p, c)
		if err := p.Run((hi - lo) * g); err != nil {
			return err
		}
		for lane, q := range p.Output(0)[:(hi-lo)*g] {
			values[lane/g*k*g+i*g+lane%g], _ = c.joint(float64(q))
		}
	}
	order := make([]int32, k*g)
	for r := lo; r < hi; r++ {
		for i := range order {
			order[i] = int32(i)
		}
		own := values[(r-lo)*k*g : (r-lo+1)*k*g]
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(own[b], own[a]) })
		copy(f.candidates[r*f.settings.Candidates:(r+1)*f.settings.Candidates], order)
	}
	return nil
}
