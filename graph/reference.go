// Plain computation of an operation, and of its derivative in a LispMachine, on Gorgonia's values; and what of Gorgonia's
// operations is corrected for its machines.

package graph

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/gorgoflow/gorgoflow/internal/dual"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// do implements Do for an operation.
func do(op ops.Kind, values []G.Value) (G.Value, error) {
	if arity := op.Arity(); arity >= 0 && len(values) != arity {
		return nil, errors.Wrapf(ErrLengths, "%v wants %d operands, got %d", op, arity, len(values))
	}
	x := make([]ops.Matrix, len(values))
	sizes := make([]ops.Dims, len(values))
	for i, v := range values {
		m, err := matrixOf(v)
		if err != nil {
			return nil, errors.Wrapf(err, "operand %d of %v", i, op)
		}
		x[i], sizes[i] = m, m.Dims
		if want := values[0].Dtype(); v.Dtype() != want {
			return nil, &DtypeError{Place: "operand of " + op.String(), Got: v.Dtype(), Want: want}
		}
	}
	if _, err := sizeOf(op, sizes); err != nil {
		return nil, err
	}
	return op.Compute(x).Value(values[0].Dtype()), nil
}

// matrixOf reads a matrix from a tensor of any layout; a scalar is 1×1.
func matrixOf(v G.Value) (ops.Matrix, error) {
	d, ok := v.(*tensor.Dense)
	if ok && (d.RequiresIterator() || d.DataOrder().IsColMajor() || d.DataOrder().IsTransposed()) {
		d, ok = d.Materialize().(*tensor.Dense)
		if ok && d.DataOrder().IsColMajor() {
			return matrixByCoordinates(d)
		}
	}
	m := ops.Matrix{Dims: ops.Dims{Rows: 1, Cols: 1}}
	if ok && d.Dims() == 2 {
		m.Dims = ops.Dims{Rows: d.Shape()[0], Cols: d.Shape()[1]}
	} else if v.Shape().TotalSize() > 1 {
		return m, &ShapeError{Op: "value", Got: []tensor.Shape{v.Shape()}, Want: "a matrix"}
	}
	switch data := v.Data().(type) {
	case []float64:
		m.Data = append(m.Data, data...)
	case []float32:
		for _, e := range data {
			m.Data = append(m.Data, float64(e))
		}
	case float64:
		m.Data = []float64{data}
	case float32:
		m.Data = []float64{float64(data)}
	default:
		return m, &DtypeError{Place: "value", Got: v.Dtype(), Want: tensor.Float64}
	}
	return m, nil
}

func matrixByCoordinates(d *tensor.Dense) (ops.Matrix, error) {
	if d.Dims() != 2 {
		return ops.Matrix{}, &ShapeError{Op: "value", Got: []tensor.Shape{d.Shape()}, Want: "a matrix"}
	}
	m := ops.NewMatrix(d.Shape()[0], d.Shape()[1])
	for r := range m.Rows {
		for c := range m.Cols {
			e, err := d.At(r, c)
			if err != nil {
				return m, errors.WithStack(err)
			}
			switch e := e.(type) {
			case float64:
				m.Set(r, c, e)
			case float32:
				m.Set(r, c, float64(e))
			}
		}
	}
	return m, nil
}

// DoDiff implements gorgonia.ADOp. A LispMachine differentiates operation by operation while it runs. Without
// DoDiff it would take the derivatives of operands for zero.
func (o operation) DoDiff(_ G.ExecutionContext, x G.Nodes, y *G.Node) error {
	return pullValues(o, x, y)
}

// pullValues adds the values of the operands' cotangents to the derivatives that a LispMachine keeps.
func pullValues(op G.SDOp, x G.Nodes, y *G.Node) (err error) {
	defer Recover("derivative of "+op.String(), &err)
	bar, err := dual.Cotangent(y)
	if err != nil {
		return err
	}
	values := map[*G.Node]G.Value{}
	pulled, err := pulledApart(op, x, y, bar, values)
	if err != nil {
		return err
	}
	for i, able := range op.DiffWRT(len(x)) {
		if !able || pulled[i] == nil || isConstant(x[i]) {
			continue
		}
		d, err := compute(pulled[i], values)
		if err != nil {
			return err
		}
		if err := dual.Add(x[i], d); err != nil {
			return err
		}
	}
	return nil
}

// isConstant reports whether a node is one of Gorgonia's constants, of which a machine keeps no derivative.
func isConstant(n *G.Node) bool { return n.Op() != nil && len(childrenOf(n)) == 0 }

// pulledApart adds the cotangents of the operands to a graph of their own. It sets the values of the leaves.
func pulledApart(op G.SDOp, x G.Nodes, y *G.Node, bar G.Value, values map[*G.Node]G.Value) (pulled G.Nodes, err error) {
	g := G.NewGraph()
	err = Exclusive(g, func() error {
		leaf := func(name string, like *G.Node, v G.Value) *G.Node {
			n := G.NewTensor(g, like.Dtype(), like.Dims(), G.WithShape(like.Shape()...), G.WithName(name))
			values[n] = v
			return n
		}
		operands := make([]*G.Node, len(x))
		for i, n := range x {
			operands[i] = leaf(fmt.Sprintf("operand %d", i), n, n.Value())
		}
		out, err := Apply(op, operands...)
		if err != nil {
			return err
		}
		values[out] = y.Value()
		pulled, err = op.SymDiff(operands, out, leaf("cotangent", y, bar))
		return err
	})
	return pulled, err
}

// compute is the value of a node of this package's operations, by their plain computation.
func compute(n *G.Node, values map[*G.Node]G.Value) (G.Value, error) {
	if v := values[n]; v != nil {
		return v, nil
	}
	if n.Op() == nil {
		return n.Value(), nil
	}
	children := childrenOf(n)
	x := make([]G.Value, len(children))
	for i, child := range children {
		v, err := compute(child, values)
		if err != nil {
			return nil, err
		}
		x[i] = v
	}
	v, err := n.Op().Do(x...)
	values[n] = v
	return v, errors.WithStack(err)
}

// isCorrected reports whether Apply adds an op as rehashed, with what is right. Gorgonia has wrong derivatives of some
// (correctedRule), and of the larger or smaller of two numbers in a LispMachine alone.
func isCorrected(op G.Op) bool {
	switch stockName(op) {
	case "maxBetween", "minBetween":
		return true
	}
	return sharesMemory(op) || correctedRule(op) != nil
}

// sharesMemory reports whether an op returns memory of its operand, which Gorgonia's machines then overwrite for the one while
// the other is still read.
func sharesMemory(op G.Op) bool {
	name := stockName(op)
	return name == "reshapeOp" || name == "sliceOp"
}

// Do implements gorgonia.Op. The result has memory of its own.
func (o rehashedSD) Do(x ...G.Value) (G.Value, error) {
	y, err := o.SDOp.Do(x...)
	if err != nil || !sharesMemory(o.SDOp) {
		return y, err
	}
	if t, ok := y.(*tensor.Dense); ok && t.RequiresIterator() {
		return t.Materialize().(*tensor.Dense), nil
	}
	y, err = G.CloneValue(y)
	return y, errors.WithStack(err)
}

// OverwritesInput implements gorgonia.Op.
func (o rehashedSD) OverwritesInput() int { return -1 }

// pullReshape is g in the shape of x. Of a number, Gorgonia's is a tensor of no dimensions, which its operations refuse.
func (c *stockComposer) pullReshape(x, g *G.Node) *G.Node {
	if x.IsScalar() {
		return c.sum(g)
	}
	return c.of(func(g *G.Node) (*G.Node, error) {
		apart := G.NewTensor(G.NewGraph(), g.Dtype(), g.Dims(), G.WithShape(g.Shape().Clone()...), G.WithName("cotangent"))
		n, err := G.Reshape(apart, x.Shape().Clone())
		if err != nil {
			return nil, err
		}
		return Apply(n.Op(), g)
	}, g)
}
