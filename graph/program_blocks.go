package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// section is a list of instructions for each block of rows, or a single one for what rows share.
type section struct{ blocks [][]instruction }

// section binds the groups of a section.
func (b *binder[T]) section(s sectionPlan) section {
	blocks := 1
	if s.rows {
		blocks = b.plan.blocks
	}
	bound := section{make([][]instruction, blocks)}
	for b.block = range blocks {
		for _, g := range b.plan.groups[s.from:s.to] {
			bound.blocks[b.block] = append(bound.blocks[b.block], b.group(g))
		}
	}
	b.block = 0
	return bound
}

// ofBlock is the part of a value's storage that belongs to the block.
func (b *binder[T]) ofBlock(v *value, data []T) []T {
	if v.batch == 0 || b.plan.blocks == 1 {
		return data
	}
	size := v.size(b.plan.stride)
	return data[b.block*size:][:size]
}

// sections runs every section for as many blocks as n rows take.
func (p *bound[T]) sections(list []section, n int) error {
	if p.plan.ir.static {
		n = p.plan.ir.rows
	}
	for _, s := range list {
		for k, block := range s.blocks {
			rows := min(n-k*p.plan.stride, p.plan.stride)
			if rows <= 0 {
				break
			}
			lanes := roundUp(rows)
			for _, i := range block {
				i.run(rows, lanes)
			}
		}
	}
	return p.failure()
}

// rowBlocks is the per-row storage that the caller of a program sees. It is that of the instructions unless they work on
// blocks of rows.
type rowBlocks[T kernel.Float] struct {
	stride, block int
	in, out       []blocked[T]
}

// blocked is a per-row input or output: as the caller sees it, and block after block.
type blocked[T kernel.Float] struct {
	features    int
	all, blocks []T
}

func newRowBlocks[T kernel.Float](pl *plan) *rowBlocks[T] {
	return &rowBlocks[T]{stride: roundUp(max(pl.ir.rows, 1)), block: pl.stride}
}

// input is the storage of an input for the caller.
func (r *rowBlocks[T]) input(b *binder[T], v *value) []T { return r.storage(b, v, &r.in) }

// output is that of an output.
func (r *rowBlocks[T]) output(b *binder[T], v *value) []T { return r.storage(b, v, &r.out) }

func (r *rowBlocks[T]) storage(b *binder[T], v *value, list *[]blocked[T]) []T {
	if b.plan.blocks == 1 || v.batch == 0 {
		return b.mem.own[v]
	}
	all := kernel.AlignedSlice[T](v.size(r.stride))
	*list = append(*list, blocked[T]{v.cols, all, b.mem.own[v]})
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
			visit(c*r.stride+from, from*features+c*r.block, min(r.block, n-from))
		}
	}
}
