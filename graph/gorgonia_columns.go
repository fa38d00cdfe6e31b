// Counterparts of Gorgonia's operations on columns: slices, sums to vectors, softmax; of products over axes and powers; and the rule of maxima.

package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// stockColumns is the counterpart of ops that choose more than one column: T[:, from:to]. Gorgonia makes a vector of a
// single column, which stockReshape handles. An empty dimension in Slice becomes a slice of its own, T[:].
func stockColumns(name string, n *G.Node, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	if sameShape(x[0], n) && (strings.HasSuffix(name, ":1...]") || strings.HasSuffix(name, ":...]")) {
		return ops.Affine{Scale: 1}, x, true // T[:], the whole matrix
	}
	from, to, ok := columnRange(name)
	if !ok || len(x[0].Shape()) != 2 || to > x[0].Shape()[1] {
		return nil, nil, false
	}
	return ops.SliceCols{From: from, To: to}, x, true
}

// columnRange reads the columns of a slice from the name that Gorgonia prints.
func columnRange(name string) (from, to int, ok bool) {
	step := 0
	n, err := fmt.Sscanf(name, "T[:, %d:%d:%d...]", &from, &to, &step)
	return from, to, err == nil && n == 3 && (step == 1 || step == 0 && to == from+1) && 0 <= from && from < to
}

// placesSlice reports whether an operation is Gorgonia's derivative of a slice: zeros of the shape of its first
// operand, with the second one in a part of them. Gorgonia differentiates it as if the first operand were added, and
// not by the second one.
func placesSlice(op G.Op) bool { return stockName(op) == "sliceIncrOp" }

// stockReshape is the counterpart of reshapes that leave a matrix as it is, and of those that make a column of a vector
// that comes from columns.
func stockReshape(n *G.Node, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	if sameShape(x[0], n) {
		return ops.Affine{Scale: 1}, x, true
	}
	if n.Shape()[1] != 1 {
		return nil, nil, false
	}
	return stockColumn(x[0])
}

// stockColumn expresses a vector as a column. The vector is one column or row, sums or maxima over all columns, or a
// function or a product of such vectors.
func stockColumn(v *G.Node) (ops.Kind, []*G.Node, bool) {
	op := opOf(v)
	if len(v.Shape()) != 1 || stockName(op) == "" {
		return nil, nil, false
	}
	x := childrenOf(v)
	matrix := len(x) > 0 && len(x[0].Shape()) == 2
	switch name := stockName(op); {
	case name == "sliceOp" && matrix && !strings.HasPrefix(op.String(), "T[:"):
		return stockRow(op.String(), x[0])
	case name == "sliceOp" && matrix:
		return stockColumns(op.String(), v, x)
	case name == "linAlgBinOp" && matrix && strings.HasSuffix(op.String(), " × b"):
		return ofColumns(x, func(x []*G.Node) (ops.Kind, []*G.Node, bool) {
			return ops.MatMul{TransA: strings.HasPrefix(op.String(), "Aᵀ")}, x, true
		})
	case name == "sumOp" && matrix && op.String() == "Σ[1]":
		return ops.SumCols{}, x, true
	case name == "maxOp" && matrix && op.String() == "MaxAlong[1]":
		return ops.MaxCols{}, x, true
	case name == "reshapeOp" && matrix && x[0].Shape()[1] == 1:
		return ops.Affine{Scale: 1}, x, true
	case name == "reshapeOp" && matrix && x[0].Shape()[0] == 1:
		return ops.Transpose{}, x, true
	case name == "elemUnaryOp":
		return ofColumns(x, func(x []*G.Node) (ops.Kind, []*G.Node, bool) { return stockUnary(op.String(), x) })
	case name == "elemBinOp":
		return ofColumns(x, func(x []*G.Node) (ops.Kind, []*G.Node, bool) { return stockBinary(op.String(), x) })
	}
	return nil, nil, false
}

// stockRow expresses one row of a matrix, T[i], as a column.
func stockRow(name string, x *G.Node) (ops.Kind, []*G.Node, bool) {
	from, to, step := 0, 0, 0
	if n, err := fmt.Sscanf(name, "T[%d:%d:%d...]", &from, &to, &step); err != nil || n != 3 || step > 1 || to != from+1 {
		return nil, nil, false
	}
	return after(ops.SliceCols{From: from, To: to}, ops.Transpose{}, x)
}

// ofColumns applies a function to vectors as columns; scalars and matrices stay as they are. The columns are reshaped vectors, of
// which each has its counterpart by itself: a vector with several readers would be gone through for every path to it.
func ofColumns(vectors []*G.Node, f func(x []*G.Node) (ops.Kind, []*G.Node, bool)) (ops.Kind, []*G.Node, bool) {
	columns := make([]*G.Node, len(vectors))
	for i, v := range vectors {
		if columns[i] = v; len(v.Shape()) != 1 {
			continue
		}
		var ok bool
		if columns[i], ok = reshaped(v, tensor.Shape{v.Shape()[0], 1}); !ok {
			return nil, nil, false
		}
	}
	return f(columns)
}

// reshaped is false where Gorgonia returns another node, as Apply would find: see there.
func reshaped(v *G.Node, to tensor.Shape) (n *G.Node, ok bool) {
	err := Exclusive(v.Graph(), func() (err error) {
		n, err = G.Reshape(v, to)
		return err
	})
	return n, err == nil && slices.Equal(n.Shape(), to) && sameNodes(childrenOf(n), []*G.Node{v})
}

// alike gives an operand beside a matrix its shape: a vector of the length of its one column or row, which Gorgonia takes for one
// shape, and a number that is computed.
func alike(x []*G.Node) ([]*G.Node, bool) {
	for i, v := range x {
		matrix := x[1-i]
		if _, constant := constantScalar(v); constant || len(v.Shape()) == 2 || len(matrix.Shape()) != 2 {
			continue
		}
		x = slices.Clone(x)
		ok := false
		if len(v.Shape()) == 1 {
			x[i], ok = reshaped(v, matrix.Shape().Clone())
			return x, ok
		}
		number, ok := reshaped(v, tensor.Shape{1, 1})
		c := composer{}
		ones := c.apply(ops.Power{}, c.apply(ops.SliceCols{To: 1}, matrix)) // rows of the batch if the matrix has them
		x[i] = c.apply(ops.BroadcastCols{C: matrix.Shape()[1]}, c.apply(ops.MatMul{}, ones, number))
		return x, ok && c.err == nil
	}
	return x, true
}

// stockRepeat is the counterpart of one of the two ops of a stock broadcast. The number of copies follows from the
// shapes.
func stockRepeat(name string, n *G.Node, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	from, to := x[0].Shape(), n.Shape()
	switch {
	case len(from) != 2:
		return nil, nil, false
	case name == "Repeat0" && to[1] == from[1]:
		return ops.BroadcastRows{R: to[0] / from[0]}, x[:1], true
	case name == "Repeat1" && from[1] == 1 && to[0] == from[0]:
		return ops.BroadcastCols{C: to[1]}, x[:1], true
	}
	return nil, nil, false
}

// stockSoftmax is softmax over the columns, or its logarithm, of logits that may be -∞. Gorgonia has no second derivative
// of it.
func stockSoftmax(name string, n *G.Node, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	axis, _, _ := strings.Cut(strings.TrimPrefix(name, "Softmax{"), ",")
	if cols := n.Shape()[1]; axis != "1" && axis != "-1" || axis == "-1" && cols == 1 {
		return nil, nil, false // over the rows, or the whole of a column
	}
	c := composer{}
	cols := n.Shape()[1]
	shifted := c.apply(ops.Binary{Func: scalar.Sub}, x[0], c.apply(ops.BroadcastCols{C: cols}, c.apply(ops.MaxCols{Constant: true}, x[0])))
	powers := c.apply(ops.Unary{Func: scalar.Exp}, shifted)
	sum := c.apply(ops.SumCols{}, powers)
	if strings.Contains(name, "true") {
		log := c.apply(ops.BroadcastCols{C: cols}, c.apply(ops.Unary{Func: scalar.Log}, sum))
		return ops.Binary{Func: scalar.Sub}, []*G.Node{shifted, log}, c.err == nil
	}
	wide := c.apply(ops.BroadcastCols{C: cols}, sum)
	return ops.Binary{Func: scalar.Div}, []*G.Node{powers, wide}, c.err == nil
}

// isLargest reports whether an operation is the largest of several elements, or the larger or smaller of two.
func isLargest(op G.Op) bool {
	switch stockName(op) {
	case "maxOp", "maxBetween", "minBetween":
		return true
	}
	max, ok := ours(op).(ops.MaxCols)
	return ok && !max.Constant
}

// stockTensordot is the counterpart of a product of two matrices over one axis of each.
func stockTensordot(name string, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	first, second := 0, 0
	_, err := fmt.Sscanf(name, "Tensordot(aAxes=[%d], bAxes=[%d])", &first, &second)
	matrices := len(x[0].Shape()) == 2 && len(x[1].Shape()) == 2
	return ops.MatMul{TransA: first == 0, TransB: second == 1}, x, err == nil && matrices
}

// largestPower bounds the exponents, and with them the products that a power takes.
const largestPower = 1024

// stockPower is the counterpart of a power by a constant. Gorgonia takes every power of a number by package math.
func stockPower(x []*G.Node) (ops.Kind, []*G.Node, bool) {
	p, known := constantScalar(x[1])
	return ops.PowerOf(p), x[:1], known && math.Abs(p) <= largestPower
}

// composer adds the nodes of a counterpart that has several.
type composer struct{ err error }

func (c *composer) apply(kind ops.Kind, x ...*G.Node) *G.Node {
	if c.err != nil {
		return nil
	}
	var n *G.Node
	n, c.err = Apply(operation{kind}, x...)
	return n
}

// pullMax shares g among the elements that are the largest. Gorgonia gives all of it to each of them.
func (c *stockComposer) pullMax(op G.SDOp, x []*G.Node, y, g *G.Node) G.Nodes {
	pull := func(g *G.Node) (*G.Node, error) {
		dx, err := op.SymDiff(append(G.Nodes(nil), x...), y, g)
		if err != nil {
			return nil, err
		}
		return dx[0], nil
	}
	var along []int
	for axis := range x[0].Dims() {
		if strings.Contains(op.String(), fmt.Sprint(axis)) {
			along = append(along, axis)
		}
	}
	largest := c.of(pull, c.onesLike(y))
	number := c.of(func(u *G.Node) (*G.Node, error) { return G.Sum(u, along...) }, largest)
	return G.Nodes{c.of(pull, c.both(G.HadamardDiv, g, number))}
}

// onesLike is a constant for the shape of a node. It is in the graph, since it could not be broadcast else.
func (c *stockComposer) onesLike(y *G.Node) *G.Node {
	ones := c.number(1)
	if !y.IsScalar() {
		ones = G.NewConstant(tensor.Ones(c.dtype, y.Shape()...), G.WithName(fmt.Sprintf("%v ones", y.Shape())))
	}
	return y.Graph().AddNode(ones)
}
