// Binding: a plan gets memory, and its steps become instructions.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// Bind gives a plan its memory and turns its steps into instructions.
func Bind[T scalar.Float](pl *plan.Plan) *Program[T] {
	b := &binder[T]{plan: pl, mem: newMemory[T](pl), started: make(map[*ir.Value]bool)}
	p := &Program[T]{Plan: pl, Memory: b.mem, limit: limit{long: isLong(pl.Ir)}}
	p.prologue, p.shared, p.Final = newPrologue(pl, b.fixed(pl.Schedule.Prologue)), sequence{Instructions: b.fixed(pl.Schedule.Shared)}, sequence{Instructions: b.final()}
	for _, s := range pl.Regions {
		if bound := b.region(s); s.From < pl.Run {
			p.Run = append(p.Run, bound)
		} else {
			p.Deferred = append(p.Deferred, bound)
		}
	}
	for _, v := range pl.Ir.Inputs {
		p.Inputs = append(p.Inputs, b.mem.own[v])
	}
	for i, v := range pl.Ir.Outputs {
		p.Outputs = append(p.Outputs, b.mem.own[v])
		if pl.Ir.Sums[i] {
			p.Sums = append(p.Sums, b.mem.own[v])
		}
	}
	for _, v := range pl.Ir.Totals {
		p.Sums = append(p.Sums, b.mem.own[v])
	}
	b.spread(p)
	b.mem.packing = kernel.AlignedSlice[T](b.packing)
	return p
}

// fixed binds what is computed before any row.
func (b *binder[T]) fixed(steps []plan.Step) (list []instruction) {
	for _, st := range steps {
		if !st.V.IsView() && !st.V.IsBroadcast() {
			list = append(list, b.instruction(st))
		}
	}
	return list
}

// final binds Finish: it computes the epilogues, adds them to the outputs, and clears the totals.
func (b *binder[T]) final() []instruction {
	list := b.fixed(b.plan.Schedule.Final)
	for _, t := range b.plan.Ir.Epilogues {
		list = append(list, &addFixed[T]{dst: b.data(t.Output), x: b.data(t.Term), accumulate: true})
	}
	for _, v := range b.plan.Ir.Totals {
		data := b.data(v)
		list = append(list, function(func(_, _ int) { clear(data) }))
	}
	return list
}

// binder turns steps into instructions over one memory.
type binder[T scalar.Float] struct {
	plan    *plan.Plan
	mem     *memory[T]
	block   int                // the row block for which instructions are bound
	packing int                // elements of packing space that products need
	started map[*ir.Value]bool // sums that have their first term
	before  []instruction      // instructions that prepare the operands of the group being bound
}

// data is the storage of v, from its first element on.
func (b *binder[T]) data(v *ir.Value) []T {
	if v.IsView() {
		offset := v.Op.(ir.SliceCols).From
		if v.Batch > 0 {
			offset *= b.ld(v)
		}
		return b.data(v.Args[0])[offset:]
	}
	slot := b.plan.Of(v).Slot
	switch slot.Storage {
	case plan.StorageParam:
		return v.Op.(ir.Param).Bound.Storage().([]T) // the leaf's type has been checked
	case plan.StorageOwn:
		return b.ofBlock(v, b.mem.own[v])
	case plan.StorageScratch:
		tile := b.plan.Tile()
		return b.mem.scratch[slot.Offset*tile : (slot.Offset+1)*tile]
	}
	from := slot.Offset
	if slot.Storage == plan.StorageRows {
		from += b.block * b.plan.Arena[plan.StorageRows]
	}
	return b.mem.Arenas[slot.Storage][from : from+plan.Size(v, b.plan.Stride)]
}

// ld is the distance between features of a per-row value, or between rows of a fixed one.
func (b *binder[T]) ld(v *ir.Value) int {
	switch {
	case v.IsView():
		return b.ld(v.Args[0])
	case v.Batch == 0:
		return v.Cols
	case b.plan.Of(v).Slot.Storage == plan.StorageOwn:
		return plan.Distance(v, b.plan.Whole())
	}
	return plan.Distance(v, b.plan.Stride)
}

// group binds a group of steps to one instruction.
func (b *binder[T]) group(g plan.Group) instruction {
	if g.Tiled {
		return b.tiled(g.Steps)
	}
	return b.instruction(g.Steps[0])
}

// instruction binds a single step.
func (b *binder[T]) instruction(st plan.Step) instruction {
	if st.Term >= 0 {
		return b.term(st)
	}
	v := st.V
	switch o := v.Op.(type) {
	case ir.MatMul:
		return b.product(v, b.data(v), b.block > 0)
	case ir.MatMulTimes:
		if v.Batch > 0 {
			return b.laneProductTimes(v)
		}
		return b.productTimes(v, b.data(v), false)
	case ir.Unary, ir.Affine, ir.Binary, ir.Ternary, ir.AddScaled:
		return b.tiled([]plan.Step{st})
	case ir.SumRows:
		return b.sumRows(v, b.data(v), b.block > 0)
	case ir.SumCols, ir.SumColsProduct:
		return b.sumCols(v)
	case ir.MaxCols:
		return b.maxCols(v)
	case ir.FoldRows:
		return b.foldRows(v, o.K)
	case ir.FactorRows:
		return b.factorRows(v, o.N)
	case ir.SolveRows:
		return b.solveRows(v, o)
	case ir.Convolve:
		return b.convolve(v, b.data(v), b.block > 0)
	case ir.Foreign:
		return b.foreign(v)
	default:
		return b.rearrange(v)
	}
}
