// Rows that go through a program block by block.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// region is a list of instructions for each block of rows, or a single one for what rows share.
type region struct{ Blocks [][]instruction }

// region binds the groups of a region.
func (b *binder[T]) region(s plan.Region) region {
	blocks := 1
	if s.Rows {
		blocks = b.plan.Blocks
	}
	bound := region{make([][]instruction, blocks)}
	for b.block = range blocks {
		for _, g := range b.plan.Groups[s.From:s.To] {
			bound.Blocks[b.block] = append(bound.Blocks[b.block], b.group(g))
		}
	}
	b.block = 0
	return bound
}

// ofBlock is the part of a value's storage that belongs to the block.
func (b *binder[T]) ofBlock(v *ir.Value, data []T) []T {
	if v.Batch == 0 || b.plan.Blocks == 1 {
		return data
	}
	size := plan.Size(v, b.plan.Stride)
	return data[b.block*size:][:size]
}

// RunRegions runs every region for as many blocks as n rows take.
func (p *Program[T]) RunRegions(list []region, n int) error {
	if p.Plan.Ir.Static {
		n = p.Plan.Ir.Rows
	}
	for _, s := range list {
		for k, block := range s.Blocks {
			rows := min(n-k*p.Plan.Stride, p.Plan.Stride)
			if rows <= 0 {
				break
			}
			lanes := p.lanes(rows)
			for _, i := range block {
				if err := p.ended(); err != nil {
					return err
				}
				i.run(rows, lanes)
			}
		}
	}
	return p.failure()
}

// rowBlocks is the per-row storage that the caller of a program sees. It is that of the instructions unless they work on
// blocks of rows.
type rowBlocks[T scalar.Float] struct {
	Stride, block int
	in, out       []blocked[T]
}

// blocked is a per-row input or output: as the caller sees it, and block after block.
type blocked[T scalar.Float] struct {
	features    int
	all, blocks []T
}

func newRowBlocks[T scalar.Float](pl *plan.Plan) *rowBlocks[T] {
	if pl.Ir.Single {
		return &rowBlocks[T]{Stride: 1, block: 1}
	}
	return &rowBlocks[T]{Stride: plan.RoundUp(max(pl.Ir.Rows, 1)), block: pl.Stride}
}

// input is the storage of an input for the caller.
func (r *rowBlocks[T]) input(b *binder[T], v *ir.Value) []T { return r.storage(b, v, &r.in) }

// output is that of an output.
func (r *rowBlocks[T]) output(b *binder[T], v *ir.Value) []T { return r.storage(b, v, &r.out) }

func (r *rowBlocks[T]) storage(b *binder[T], v *ir.Value, list *[]blocked[T]) []T {
	if b.plan.Blocks == 1 || v.Batch == 0 {
		return b.mem.own[v]
	}
	all := kernel.AlignedSlice[T](plan.Size(v, r.Stride))
	*list = append(*list, blocked[T]{v.Cols, all, b.mem.own[v]})
	return all
}

// load cuts the inputs of n rows into blocks.
func (r *rowBlocks[T]) load(n int) {
	for _, x := range r.in {
		r.each(n, x.features, func(all, block, rows int) { copy(x.blocks[block:][:rows], x.all[all:]) })
	}
}

// store joins the outputs.
func (r *rowBlocks[T]) store(n int) {
	for _, y := range r.out {
		r.each(n, y.features, func(all, block, rows int) { copy(y.all[all:][:rows], y.blocks[block:]) })
	}
}

// each visits the rows of every block, feature by feature: where they are for the caller, and in the blocks.
func (r *rowBlocks[T]) each(n, features int, visit func(all, block, rows int)) {
	for from := 0; from < n; from += r.block {
		for c := range features {
			visit(c*r.Stride+from, from*features+c*r.block, min(r.block, n-from))
		}
	}
}
