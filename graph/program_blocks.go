package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// rowBlocks is the per-row storage that the caller of a program sees, which is that of the compiled instructions
// unless they work on a block of the rows at a time.
type rowBlocks[T Float] struct {
	stride  int
	in, out []blockOf[T]
}

// blockOf is a per-row input or output: its storage for all rows, and for the block that is computed.
type blockOf[T Float] struct{ all, block []T }

func newRowBlocks[T Float](pl *plan) *rowBlocks[T] {
	return &rowBlocks[T]{stride: roundUp(max(pl.ir.rows, 1))}
}

// input is the storage of an input for the caller.
func (r *rowBlocks[T]) input(b *binder[T], v *value) []T { return r.storage(b, v, &r.in) }

// output is that of an output.
func (r *rowBlocks[T]) output(b *binder[T], v *value) []T { return r.storage(b, v, &r.out) }

func (r *rowBlocks[T]) storage(b *binder[T], v *value, list *[]blockOf[T]) []T {
	block := b.mem.own[v]
	if b.plan.ir.block == 0 || v.batch == 0 {
		return block
	}
	all := kernel.AlignedSlice[T](v.size(r.stride))
	*list = append(*list, blockOf[T]{all, block})
	return all
}

// runBlocks computes what is the same for all rows, and then block after block of n rows.
func (p *Program[T]) runBlocks(n int) error {
	if err := p.execute(p.shared, n); err != nil {
		return err
	}
	size, stride := p.plan.stride, p.blocks.stride
	for from := 0; from < n; from += size {
		rows := min(size, n-from)
		for _, x := range p.blocks.in {
			x.load(from, rows, size, stride)
		}
		if err := p.execute(p.run, rows); err != nil {
			return err
		}
		for _, y := range p.blocks.out {
			y.store(from, rows, size, stride)
		}
	}
	return nil
}

func (x blockOf[T]) load(from, rows, size, stride int) {
	for at, to := from, 0; to < len(x.block); at, to = at+stride, to+size {
		copy(x.block[to:to+rows], x.all[at:])
	}
}

func (x blockOf[T]) store(from, rows, size, stride int) {
	for at, to := from, 0; to < len(x.block); at, to = at+stride, to+size {
		copy(x.all[at:at+rows], x.block[to:])
	}
}
