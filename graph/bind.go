package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// bind gives a plan its memory and turns its steps into instructions.
func bind[T kernel.Float](pl *plan) *bound[T] {
	b := &binder[T]{plan: pl, mem: newMemory[T](pl), started: make(map[*value]bool)}
	p := &bound[T]{plan: pl, memory: b.mem, blocks: newRowBlocks[T](pl)}
	p.prologue, p.shared, p.final = b.fixed(pl.prologue), b.fixed(pl.shared), b.final()
	for _, s := range pl.sections {
		if bound := b.section(s); s.from < pl.run {
			p.run = append(p.run, bound)
		} else {
			p.deferred = append(p.deferred, bound)
		}
	}
	for _, v := range pl.ir.inputs {
		p.inputs = append(p.inputs, p.blocks.input(b, v))
	}
	for i, v := range pl.ir.outputs {
		p.outputs = append(p.outputs, p.blocks.output(b, v))
		if pl.ir.sums[i] {
			p.sums = append(p.sums, b.mem.own[v])
		}
	}
	for _, v := range pl.ir.totals {
		p.sums = append(p.sums, b.mem.own[v])
	}
	p.params = paramContainers(pl)
	p.versions = make([]uint64, len(p.params))
	b.mem.packing = kernel.AlignedSlice[T](b.packing)
	return p
}

// fixed binds what is computed before any row.
func (b *binder[T]) fixed(steps []scheduled) (list []instruction) {
	for _, st := range steps {
		if !st.v.isView() && !st.v.isBroadcast() {
			list = append(list, b.instruction(st))
		}
	}
	return list
}

// final binds what Finish does: it computes the tails, adds them to the outputs, and starts the totals anew.
func (b *binder[T]) final() []instruction {
	list := b.fixed(b.plan.final)
	for _, t := range b.plan.ir.tails {
		list = append(list, &addFixed[T]{dst: b.data(t.output), x: b.data(t.term), accumulate: true})
	}
	for _, v := range b.plan.ir.totals {
		data := b.data(v)
		list = append(list, function(func(_, _ int) { clear(data) }))
	}
	return list
}

// paramContainers lists the containers whose versions matter to the program.
func paramContainers(pl *plan) (list []versioned) {
	seen := make(map[versioned]bool)
	for _, v := range pl.ir.values {
		if v.code != codeParam || v.uses == 0 {
			continue
		}
		if owner := v.param.Container(); !seen[owner] {
			seen[owner] = true
			list = append(list, owner)
		}
	}
	return list
}

// binder turns steps into instructions over one memory.
type binder[T kernel.Float] struct {
	plan    *plan
	mem     *memory[T]
	block   int             // of the rows, for which instructions are bound
	packing int             // elements of packing space that the products need
	started map[*value]bool // sums that have their first term
}

// data is the storage of v, from its first element on.
func (b *binder[T]) data(v *value) []T {
	if v.isView() {
		offset := v.n
		if v.batch > 0 {
			offset *= b.ld(v)
		}
		return b.data(v.args[0])[offset:]
	}
	switch v.slot.place {
	case placeParam:
		return v.param.Storage().([]T) // the leaf's type has been checked
	case placeOwn:
		return b.ofBlock(v, b.mem.own[v])
	case placeScratch:
		tile := max(tileElements, b.plan.stride)
		return b.mem.scratch[v.slot.offset*tile : (v.slot.offset+1)*tile]
	}
	from := v.slot.offset
	if v.slot.place == placeRows {
		from += b.block * b.plan.arena[placeRows]
	}
	return b.mem.arenas[v.slot.place][from : from+v.size(b.plan.stride)]
}

// ld is the distance between features of a per-row value, between rows of a fixed one.
func (b *binder[T]) ld(v *value) int {
	if v.batch > 0 {
		return v.batch * b.plan.stride
	}
	if v.isView() {
		return b.ld(v.args[0])
	}
	return v.cols
}

// group binds a group of steps to one instruction.
func (b *binder[T]) group(g group) instruction {
	if g.tiled {
		return b.tiled(g.steps)
	}
	return b.instruction(g.steps[0])
}

// instruction binds a single step.
func (b *binder[T]) instruction(st scheduled) instruction {
	if st.term >= 0 {
		return b.term(st.v, st.term)
	}
	v := st.v
	switch v.code {
	case codeMatMul:
		return b.product(v, b.data(v), b.block > 0)
	case codeMatMulTimes:
		return b.productTimes(v, b.data(v), false)
	case codeUnary, codeAffine, codeBinary, codeTernary:
		return b.tiled([]scheduled{st})
	case codeSumRows:
		return b.sumRows(v, b.data(v), b.block > 0)
	case codeSumCols, codeSumColsProduct:
		return b.sumCols(v)
	case codeFoldRows:
		return b.foldRows(v)
	case codeFactorRows, codeSolveRows:
		return b.rowSolver(v)
	case codeForeign:
		return b.foreign(v)
	default:
		return b.rearrange(v)
	}
}
