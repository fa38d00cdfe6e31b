// Package dual reads and adds to the derivatives that Gorgonia's LispMachine keeps beside the values of nodes. An
// operation that does not do so (gorgonia.ADOp) ends the derivatives there, and the machine says nothing.
package dual

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Cotangent is the derivative that a machine keeps of a node.
func Cotangent(n *G.Node) (G.Value, error) {
	d, err := n.Grad()
	if err == nil && d == nil {
		err = errors.Errorf("the machine keeps no derivative of node %v", n)
	}
	return d, err
}

// Add adds d to the derivative of a node, in place.
func Add(n *G.Node, d G.Value) error {
	kept, err := Cotangent(n)
	if err != nil {
		return err
	}
	switch kept := kept.(type) {
	case *tensor.Dense:
		if more, ok := d.(*tensor.Dense); ok {
			_, err := tensor.Add(kept, more, tensor.UseUnsafe())
			return errors.WithStack(err)
		}
	case *G.F64:
		if more, ok := d.(*G.F64); ok {
			*kept += *more
			return nil
		}
	case *G.F32:
		if more, ok := d.(*G.F32); ok {
			*kept += *more
			return nil
		}
	}
	return errors.Errorf("the machine keeps a %T as the derivative of node %v, want a %T", kept, n, d)
}
