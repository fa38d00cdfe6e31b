// Derivatives in Gorgonia's LispMachine, which differentiates values operation by operation while it runs.

package layer

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/dual"
	G "gorgonia.org/gorgonia"
)

// DoDiff implements gorgonia.ADOp by the operations of the symbolic derivative. Without it a LispMachine would take the
// derivatives of operands for zero.
func (o layerOp[T]) DoDiff(_ G.ExecutionContext, inputs G.Nodes, output *G.Node) error {
	l := o.layer
	if err := l.made(); err != nil {
		return err
	}
	if l.noGradient != nil {
		return l.noGradient
	}
	bar, err := dual.Cotangent(output)
	if err != nil {
		return err
	}
	values := make([]G.Value, len(inputs), len(inputs)+1)
	for i, n := range inputs {
		values[i] = n.Value()
	}
	all, err := (&layerGradient[T]{layer: l}).Do(append(values, bar)...)
	if err != nil {
		return err
	}
	for i, p := range l.pieces(output.Shape()[0]) {
		if err := pull(p, all, inputs[i]); err != nil {
			return err
		}
	}
	return nil
}

// DoDiff implements gorgonia.ADOp.
func (asMatrix) DoDiff(_ G.ExecutionContext, inputs G.Nodes, output *G.Node) error {
	return pullFrom(output, asScalar{}, inputs)
}

// DoDiff implements gorgonia.ADOp.
func (asScalar) DoDiff(_ G.ExecutionContext, inputs G.Nodes, output *G.Node) error {
	return pullFrom(output, asMatrix{}, inputs)
}

// pullFrom pulls the cotangent of an output through the transpose of an operation with one operand.
func pullFrom(output *G.Node, transpose G.Op, inputs G.Nodes) error {
	if len(inputs) != 1 || output == nil {
		return graph.ErrLengths
	}
	bar, err := dual.Cotangent(output)
	if err != nil {
		return err
	}
	return pull(transpose, bar, inputs[0])
}

// pull adds an operation's result to the derivative of a node.
func pull(op G.Op, x G.Value, to *G.Node) error {
	d, err := op.Do(x)
	if err != nil {
		return err
	}
	return dual.Add(to, d)
}
