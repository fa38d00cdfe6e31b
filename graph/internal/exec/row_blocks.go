// Row blocks: programs that compute some rows at a time.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// region holds a list of instructions for each row block, or a single list for what rows share.
type region struct{ Blocks []sequence }

// region binds the groups of a region.
func (b *binder[T]) region(s plan.Region) region {
	blocks := 1
	if s.Rows {
		blocks = b.plan.Blocks
	}
	bound := region{make([]sequence, blocks)}
	for b.block = range blocks {
		list := &bound.Blocks[b.block].Instructions
		for _, g := range b.plan.Groups[s.From:s.To] {
			*list = append(*list, b.group(g))
		}
	}
	b.block = 0
	return bound
}

// ofBlock returns a value's storage from the row block's first lane on.
func (b *binder[T]) ofBlock(v *ir.Value, data []T) []T {
	if v.Batch == 0 {
		return data
	}
	return data[b.block*b.plan.Stride:]
}

// RunRegions runs every region for as many row blocks as n rows need.
func (p *Program[T]) RunRegions(list []region, n int) error {
	if p.Plan.Ir.Static {
		n = p.Plan.Ir.Rows
	}
	for _, s := range list {
		for k := range s.Blocks {
			rows := min(n-k*p.Plan.Stride, p.Plan.Stride)
			if rows <= 0 {
				break
			}
			if err := p.runSequence(&s.Blocks[k], rows); err != nil {
				return err
			}
		}
	}
	return p.failure()
}
