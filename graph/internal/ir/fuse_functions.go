// Fusion of functions of one number with the multiplication and the addition before them.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// fuseFunctions computes f(x·y + z) in one pass. If x is one number a row and y a row of weights, as in the gates and
// shifts of layers that depend on the time, x·y + z is a product of matrices.
func fuseFunctions(p *Program) {
	f := functionFusion{p, make(map[*Value]int), make(map[*Value]*Value)}
	for i, n := range p.Uses() {
		f.uses[p.Values[i]] = n
	}
	old := p.Values
	p.Values = nil
	for _, v := range old {
		if f.uses[v] > 0 {
			f.fuse(v)
		}
		p.Add(v)
	}
}

type functionFusion struct {
	*Program
	uses map[*Value]int
	rows map[*Value]*Value // transposed columns of weights
}

func (f functionFusion) fuse(v *Value) {
	o, ok := v.Op.(Unary)
	if !ok {
		return
	}
	function, known := scalar.OfMulAdd[o.Func]
	argument := v.Args[0]
	switch {
	case !known || f.uses[argument] > 1:
	case argument.Op == Ternary{Func: scalar.MulAdd}:
		v.Op, v.Args = Ternary{Func: function}, argument.Args
	case argument.isOuterProduct():
		v.Op, v.Args = Ternary{Func: function}, f.outerOperands(argument)
	}
}

// isOuterProduct reports whether v is one number a row times the only row of a matrix, plus a third value.
func (v *Value) isOuterProduct() bool {
	return Is[MatMul](v) && v.Batch == 1 && v.Depth() == 1 && len(v.Args) == 3 && !v.Args[1].IsView() && !v.Args[2].IsView()
}

// outerOperands returns the operands of an outer product in the form for element-wise functions.
func (f functionFusion) outerOperands(v *Value) []*Value {
	number, weights, addend := v.Args[0], v.Args[1], v.Args[2]
	if v.Op.(MatMul).TransB {
		weights = f.transposedOnce(f.rows, weights)
	}
	if addend.Batch == 0 {
		addend = f.onEveryRow(addend, v.Rows)
	}
	column := f.Add(&Value{Op: BroadcastCols{}, Args: []*Value{number}, Rows: v.Rows, Cols: v.Cols, Batch: 1})
	return []*Value{column, f.onEveryRow(weights, v.Rows), addend}
}

func (f functionFusion) onEveryRow(row *Value, rows int) *Value {
	return f.Add(&Value{Op: BroadcastRows{R: rows}, Args: []*Value{row}, Rows: rows, Cols: row.Cols, Batch: 1})
}
