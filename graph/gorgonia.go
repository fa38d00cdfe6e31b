// Counterparts of Gorgonia's ops in this package's ops.

package graph

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// normalize expresses a node in this package's ops. It returns the node's op and operands if the op is this package's,
// and a counterpart for the stock Gorgonia ops that have one. It returns false for other ops.
//
// Several stock ops have wrong derivatives or values: Softplus jumps at 16, Log2 and InverseSqrt are wrong in second
// order, and every broadcast contains a Reshape that shares memory. A counterpart may consist of two nodes; normalize
// adds the inner one to the graph.
func normalize(n *G.Node) (G.Op, []*G.Node, bool) {
	op := opOf(n)
	if op == nil {
		return nil, nil, false
	}
	if isOwn(op) {
		return op, childrenOf(n), true
	}
	kind, x, ok := counterpart(op, n)
	if !ok {
		return nil, nil, false
	}
	return operation{kind}, x, true
}

// counterpart expresses one of Gorgonia's own ops in this package's ops.
func counterpart(op G.Op, n *G.Node) (ops.Kind, []*G.Node, bool) {
	name := stockName(op)
	if name == "" || len(n.Shape()) != 2 {
		return nil, nil, false
	}
	x := stockOperands(n)
	switch name {
	case "elemUnaryOp":
		return stockUnary(op.String(), x)
	case "elemBinOp":
		return stockBinary(op.String(), x)
	case "linAlgBinOp":
		return stockProduct(op.String(), x)
	case "tensordotOp":
		return stockTensordot(op.String(), x)
	case "transposeOp":
		return ops.Transpose{}, x, op.String() == "Aᵀ{1, 0}"
	case "concatOp":
		return ops.ConcatCols{N: len(x)}, x, op.String() == "Concat(axis=1)"
	case "repeatOp":
		return stockRepeat(op.String(), n, x)
	case "reshapeOp":
		return stockReshape(n, x)
	case "sliceOp":
		return stockColumns(op.String(), n, x)
	case "softmaxOp":
		return stockSoftmax(op.String(), n, x)
	}
	return nil, nil, false
}

// stockName is the name of the unexported type of one of Gorgonia's own ops, empty for other ops.
func stockName(op G.Op) string {
	if op == nil {
		return ""
	}
	t := reflect.TypeOf(op)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() != "gorgonia.org/gorgonia" {
		return ""
	}
	return t.Name()
}

// stockOperands returns the operands of a node, without reshapes that change nothing.
func stockOperands(n *G.Node) []*G.Node {
	x := childrenOf(n)
	for i := range x {
		for stockName(opOf(x[i])) == "reshapeOp" {
			from := childrenOf(x[i])[0]
			if !sameShape(from, x[i]) {
				break
			}
			x[i] = from
		}
	}
	return x
}

func sameShape(x, y *G.Node) bool { return len(x.Shape()) == 2 && slices.Equal(x.Shape(), y.Shape()) }

// stockUnaries holds functions by the names that Gorgonia prints.
var stockUnaries = map[string]scalar.UnaryFunc{
	"neg": scalar.Neg, "tanh": scalar.Tanh, "sigmoid": scalar.Sigmoid, "softplus": scalar.Softplus, "exp": scalar.Exp, "ln": scalar.Log,
	"sqrt": scalar.Sqrt, "sin": scalar.Sin, "cos": scalar.Cos, "square": scalar.Square, "inv": scalar.Inverse, "abs": scalar.Abs, "log1p": scalar.Log1p, "expm1": scalar.Expm1,
}

func stockUnary(name string, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	if f, ok := stockUnaries[name]; ok {
		return ops.Unary{Func: f}, x, true
	}
	switch name {
	case "log2":
		return after(ops.Affine{Scale: 1 / ln2}, ops.Unary{Func: scalar.Log}, x[0])
	case "invSqrt":
		return after(ops.Unary{Func: scalar.Inverse}, ops.Unary{Func: scalar.Sqrt}, x[0])
	case "cube":
		return after(ops.Binary{Func: scalar.Mul}, ops.Unary{Func: scalar.Square}, x[0], x[0])
	}
	return nil, nil, false
}

const ln2 = 0.693147180559945309417232121458176568

// after is outer(inner(x), more...).
func after(outer, inner ops.Kind, x *G.Node, more ...*G.Node) (ops.Kind, []*G.Node, bool) {
	n, err := Apply(operation{inner}, x)
	return outer, append([]*G.Node{n}, more...), err == nil
}

// stockBinaries holds arithmetic functions by the names that Gorgonia prints.
var stockBinaries = map[string]scalar.BinaryFunc{"+ false": scalar.Add, "- false": scalar.Sub, "⊙ false": scalar.Mul, "÷ false": scalar.Div}

// stockComparisons holds comparisons that give numbers, by the names that Gorgonia prints: whether the operands of the step
// x > y are exchanged, and whether the result is its complement.
var stockComparisons = map[string]struct{ exchanged, complement bool }{
	"> true": {}, "< true": {exchanged: true}, ">= true": {true, true}, "<= true": {complement: true}}

// isComparison reports whether an operation is a comparison that gives numbers.
func isComparison(op G.Op) bool {
	if stockName(op) != "elemBinOp" {
		return false
	}
	name := op.String()
	_, known := stockComparisons[name]
	return known || name == "== true" || name == "!= true"
}

// stockComparison is a step of the difference: Gorgonia's rectifiers are products with it.
func stockComparison(name string, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	f := stockComparisons[name]
	if f.exchanged {
		x = []*G.Node{x[1], x[0]}
	}
	kind, operands, ok := stockBinary("- false", x)
	if !ok {
		return nil, nil, false
	}
	c := composer{}
	difference := c.apply(kind, operands...)
	if !f.complement {
		return ops.Unary{Func: scalar.Step}, []*G.Node{difference}, c.err == nil
	}
	return ops.Affine{Scale: -1, Shift: 1}, []*G.Node{c.apply(ops.Unary{Func: scalar.Step}, difference)}, c.err == nil
}

func stockBinary(name string, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	x, ok := alike(x)
	if !ok {
		return nil, nil, false
	}
	if _, compares := stockComparisons[name]; compares {
		return stockComparison(name, x)
	}
	if name == "^ false" {
		return stockPower(x)
	}
	f, ok := stockBinaries[name]
	if !ok {
		return nil, nil, false
	}
	if sameShape(x[0], x[1]) {
		return ops.Binary{Func: f}, x, true
	}
	if c, ok := constantScalar(x[1]); ok {
		return scalarRight(f, x[0], c)
	}
	if c, ok := constantScalar(x[0]); ok {
		return scalarLeft(f, c, x[1])
	}
	return nil, nil, false
}

// constantScalar returns the number of a scalar constant, or a size of a node.
func constantScalar(n *G.Node) (float64, bool) {
	if isSize(n) {
		size := 0.0
		_, err := fmt.Sscanf(opOf(n).String(), "SizeOf=%g", &size)
		return size, err == nil
	}
	if n.Op() == nil || len(n.Shape()) != 0 || len(childrenOf(n)) != 0 || n.Value() == nil {
		return 0, false
	}
	switch v := n.Value().Data().(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	}
	return 0, false
}

// isSize reports whether a node is the size of another node, which does not depend on the values of that node.
func isSize(n *G.Node) bool { return stockName(opOf(n)) == "sizeOp" }

func scalarRight(f scalar.BinaryFunc, x *G.Node, c float64) (ops.Kind, []*G.Node, bool) {
	switch f {
	case scalar.Add:
		return ops.Affine{Scale: 1, Shift: c}, []*G.Node{x}, true
	case scalar.Sub:
		return ops.Affine{Scale: 1, Shift: -c}, []*G.Node{x}, true
	case scalar.Mul:
		return ops.Affine{Scale: c}, []*G.Node{x}, true
	}
	return ops.Affine{Scale: 1 / c}, []*G.Node{x}, true
}

func scalarLeft(f scalar.BinaryFunc, c float64, x *G.Node) (ops.Kind, []*G.Node, bool) {
	switch f {
	case scalar.Sub:
		return ops.Affine{Scale: -1, Shift: c}, []*G.Node{x}, true
	case scalar.Div:
		return after(ops.Affine{Scale: c}, ops.Unary{Func: scalar.Inverse}, x)
	}
	return scalarRight(f, x, c)
}

// stockProduct is the counterpart of a product of two matrices, and of the outer product of two vectors; products with
// vectors print a lower-case b.
func stockProduct(name string, x []*G.Node) (ops.Kind, []*G.Node, bool) {
	if name == "a ⊗ b" {
		return ofColumns(x, func(x []*G.Node) (ops.Kind, []*G.Node, bool) { return ops.MatMul{TransB: true}, x, true })
	}
	if !strings.Contains(name, " × B") {
		return nil, nil, false
	}
	return ops.MatMul{TransA: strings.HasPrefix(name, "Aᵀ"), TransB: strings.HasSuffix(name, "Bᵀ")}, x, true
}
