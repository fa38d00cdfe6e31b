// Running operations that are not this package's.

package graph

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreignCall runs an operation that is not this package's. Its result has the shape and dtype of the node.
func foreignCall(op G.Op, n *G.Node, children []*G.Node) *ir.Call {
	f := &ir.Call{Name: op, Pure: stockName(op) != "" || isOwn(op)}
	for _, child := range children {
		shape := child.Shape()
		if shape.TotalSize() == 1 && len(shape) > 0 && stockName(op) == "elemBinOp" { // of one element Gorgonia's shapes differ
			shape = n.Shape()
		}
		f.Shapes = append(f.Shapes, shape.Clone())
	}
	size, dtype := n.Shape().TotalSize(), n.Dtype()
	f.Do = func(operands []G.Value) (result G.Value, err error) {
		defer Recover(op.String(), &err)
		if result, err = op.Do(operands...); err != nil {
			return nil, errors.WithStack(err)
		}
		if result == nil || result.Shape().TotalSize() != size {
			e := &ShapeError{Op: "result of " + op.String(), Want: fmt.Sprintf("%d elements", size)}
			if result != nil {
				e.Got = []tensor.Shape{result.Shape()}
			}
			return nil, errors.WithStack(e)
		}
		if got := result.Dtype(); got != dtype {
			return nil, &DtypeError{Place: "result of " + op.String(), Got: got, Want: dtype}
		}
		return result, nil
	}
	return f
}

// drawsAnew says why an operation that draws random numbers is refused.
const drawsAnew = "it draws random numbers anew in each run, so its derivative is not that of the value computed; draw them before, and pass them as an input"

// isRandom reports whether one of Gorgonia's own operations draws random numbers.
func isRandom(op G.Op) bool {
	switch stockName(op) {
	case "dropoutOp", "dropoutDiffOp", "randomOp":
		return true
	}
	return false
}
