// The operation that pulls cotangents back through a layer.

package layer

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// layerGradient pulls a cotangent of the layer's result back to its operands. Its operands are those of the layer and
// the cotangent. Its result is one row: the derivatives with respect to the layer's operands, each row-major, one after
// another.
type layerGradient[T graph.Float] struct {
	pure
	layer *Layer[T]
}

func (o *layerGradient[T]) Arity() int            { return o.layer.arity() + 1 }
func (o *layerGradient[T]) Type() hm.Type         { return matrices(o.Arity() + 1) }
func (o *layerGradient[T]) Hashcode() uint32      { return hashOf(o) }
func (o *layerGradient[T]) String() string        { return "Gradient of " + o.layer.name() }
func (o *layerGradient[T]) DiffWRT(n int) []bool  { return allTrue(n) }
func (o *layerGradient[T]) WriteHash(h hash.Hash) { fmt.Fprint(h, o.String()) }

func (o *layerGradient[T]) InferShape(sizes ...G.DimSizer) (tensor.Shape, error) {
	s, err := layerOp[T]{layer: o.layer}.InferShape(sizes...)
	if err != nil {
		return nil, err
	}
	return tensor.Shape{1, o.length(s[0])}, nil
}

// length is the number of derivatives for a batch of so many rows.
func (o *layerGradient[T]) length(rows int) int {
	n := 0
	for i := range o.layer.arity() {
		r, c := o.layer.want(i, rows)
		n += r * c
	}
	return n
}

// SymDiff implements gorgonia.SDOp: it returns the error that says why there is no second derivative.
func (o *layerGradient[T]) SymDiff(_ G.Nodes, y, _ *G.Node) (G.Nodes, error) {
	return nil, noSecondDerivative(o, y)
}

func noSecondDerivative(op G.Op, y *G.Node) error {
	return errors.WithStack(&graph.NotDifferentiableError{Op: op.String(), Node: y.ID(),
		Why: "a Layer has first derivatives only; take layer.Unroll where the derivative is itself to be differentiated"})
}

// Do implements gorgonia.Op: it solves once more, records the steps and replays them.
func (o *layerGradient[T]) Do(operands ...G.Value) (result G.Value, err error) {
	l := o.layer
	l.mutex.Lock()
	defer l.mutex.Unlock()
	defer l.report(&err)
	p, err := l.problem(operands, o.Arity())
	if err != nil {
		return nil, err
	}
	bar, err := rowMajor[T](operands[l.arity()], "the cotangent", p.Rows, l.width)
	if err != nil {
		return nil, err
	}
	g, err := l.pull(p, split(bar, l.system.Blocks, p.Rows))
	if err != nil {
		return nil, err
	}
	l.backward = g.Forward.Plus(g.Backward)
	return l.matrix(1, o.flat(p.Rows, g)), nil
}

// flat lays a gradient out in the order of the operands.
func (o *layerGradient[T]) flat(rows int, g *integrate.Gradient[T]) []T {
	out := make([]T, 0, o.length(rows))
	for r := range rows {
		for b, block := range o.layer.system.Blocks {
			out = append(out, g.Y0[b][r*block.Width:][:block.Width]...)
		}
	}
	out = append(out, T(g.T0), T(g.T1))
	for _, q := range g.Params {
		for _, v := range q {
			out = append(out, T(v))
		}
	}
	for _, x := range g.Args {
		out = append(out, x...)
	}
	return out
}
