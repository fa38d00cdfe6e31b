// The check that a function computes each row of a batch from that row alone.

package dynamics

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// chance is the relative change of a row that is taken for rounding: some operations of Gorgonia round differently from
// run to run.
const chance = 1e-4

// checkRowwise computes y twice, with another row 0 the second time, and returns a *MixedRowsError if any other row
// changes. Operations that are not of package graph do not say which rows they read, and a function that mixes rows
// would silently give a wrong density. A parameter that is 0 hides nothing: y is computed with other numbers for it.
func checkRowwise(b *graph.Builder, arguments []*G.Node, params *graph.Params, y *G.Node) error {
	if !b.IsPerRow(y) {
		return shapeError("result of the function", y.Shape(), "rows of the batch, which it is not known to have kept "+
			"(transposed, reshaped or sliced on the way, or made of parameters alone: see BroadcastRows)")
	}
	var inputs []*G.Node
	for _, n := range arguments {
		if n != nil {
			inputs = append(inputs, n)
		}
	}
	var zeros []*graph.Param
	for _, q := range params.List() {
		if slices.Contains(q.Values(), 0) {
			zeros = append(zeros, q)
		}
	}
	if b.Dtype() == tensor.Float64 {
		return compareRows[float64](b, inputs, zeros, y)
	}
	return compareRows[float32](b, inputs, zeros, y)
}

func compareRows[T graph.Float](b *graph.Builder, inputs []*G.Node, zeros []*graph.Param, y *G.Node) error {
	all := slices.Clone(inputs)
	for _, q := range zeros {
		all = append(all, b.Param(q))
	}
	p, err := graph.Compile[T](all, []*G.Node{y}, &graph.CompileSettings{Builder: b})
	var leaf *graph.MissingInputError
	if errors.As(err, &leaf) {
		return errors.WithStack(&UndeclaredError{Names: []string{leaf.Name}})
	}
	if err != nil {
		return errors.Wrap(err, "dynamics: the function")
	}
	for i, q := range zeros {
		fillZeros(p.Input(len(inputs)+i), q)
	}
	var was []T
	for _, first := range []float64{0.3, 0.7} {
		for i, n := range inputs {
			fillRows(p, i, n.Shape(), first)
		}
		if err := p.Run(b.Rows()); err != nil {
			return errors.Wrap(err, "dynamics: the function")
		}
		if was == nil {
			was = append(was, p.Output(0)...)
		}
	}
	for c := range y.Shape()[1] {
		for r := 1; r < b.Rows(); r++ {
			before, after := float64(was[c*p.Stride()+r]), float64(p.Output(0)[c*p.Stride()+r])
			if !isSame(before, after) {
				return errors.WithStack(&MixedRowsError{Row: r, Column: c, Was: before, Is: after})
			}
		}
	}
	return nil
}

// isSame says that two numbers are equal, NaN among them, but for rounding.
func isSame(before, after float64) bool {
	return before == after || math.IsNaN(before) && math.IsNaN(after) || math.Abs(after-before) <= chance*(1+math.Abs(before))
}

// fillRows gives every element of an input a different value. Those of row 0 are around first, with differences and ratios
// that depend on it too: softmax and norms do not see that a row is shifted or scaled. It does not change a shared input.
func fillRows[T graph.Float](p *graph.Program[T], input int, shape tensor.Shape, first float64) {
	if shape[0] == 1 {
		return
	}
	for c := range shape[1] {
		for r := range shape[0] {
			v := 0.2 + float64(0.1*float64(r)) + float64(0.05*elementary.Sin(float64(3*c+r+input)))
			if r == 0 {
				v = first + float64((first-0.2)/2*elementary.Cos(float64(9*first*float64(c+1))+float64(input)))
			}
			p.Input(input)[c*p.Stride()+r] = T(v)
		}
	}
}

// fillZeros has the numbers of a parameter, and others for its zeros.
func fillZeros[T graph.Float](input []T, q *graph.Param) {
	for i, v := range q.Values() {
		if v == 0 {
			v = 0.2 + float64(0.1*elementary.Sin(float64(i)))
		}
		input[i] = T(v)
	}
}
