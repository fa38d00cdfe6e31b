// Package reference evaluates Gorgonia graphs node by node by each op's own Do: slow, and independent of everything that
// compiles, schedules or fuses. Tests compare compiled programs with it.
package reference

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Evaluate returns the values of nodes, row by row. Leaves take their values from bindings, or else from the value bound to
// the node (parameters, constants).
func Evaluate(nodes []*G.Node, bindings map[*G.Node][]float64) ([][]float64, error) {
	e := &evaluation{bindings: bindings, values: make(map[*G.Node]G.Value)}
	results := make([][]float64, len(nodes))
	for i, n := range nodes {
		if n == nil {
			return nil, errors.Errorf("reference: node %d is nil", i)
		}
		v, err := e.value(n)
		if err != nil {
			return nil, err
		}
		results[i], err = floats(v)
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

type evaluation struct {
	bindings map[*G.Node][]float64
	values   map[*G.Node]G.Value
}

func (e *evaluation) value(n *G.Node) (G.Value, error) {
	if v, known := e.values[n]; known {
		return v, nil
	}
	v, err := e.compute(n)
	if err != nil {
		return nil, errors.WithMessagef(err, "reference: node %d (%s)", n.ID(), n.Name())
	}
	e.values[n] = v
	return v, nil
}

func (e *evaluation) compute(n *G.Node) (G.Value, error) {
	if bound, ok := e.bindings[n]; ok {
		return bind(n, bound)
	}
	if n.Op() == nil || n.Graph().From(n.ID()) == nil || n.Graph().From(n.ID()).Len() == 0 {
		if n.Value() == nil {
			return nil, errors.New("leaf without a value")
		}
		return n.Value(), nil
	}
	var operands []G.Value
	for it := n.Graph().From(n.ID()); it.Next(); {
		v, err := e.value(it.Node().(*G.Node))
		if err != nil {
			return nil, err
		}
		copied, err := G.CloneValue(v) // an op may keep or overwrite its operands
		if err != nil {
			return nil, err
		}
		operands = append(operands, copied)
	}
	return n.Op().Do(operands...)
}

// bind makes a value of the node's shape and dtype.
func bind(n *G.Node, data []float64) (G.Value, error) {
	shape := n.Shape()
	if shape.TotalSize() != len(data) {
		return nil, errors.Errorf("%d values for shape %v", len(data), shape)
	}
	if n.Dtype() == tensor.Float32 {
		rounded := make([]float32, len(data))
		for i, v := range data {
			rounded[i] = float32(v)
		}
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(rounded)), nil
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(append([]float64(nil), data...))), nil
}

func floats(v G.Value) ([]float64, error) {
	if t, ok := v.(*tensor.Dense); ok && t.RequiresIterator() {
		v = t.Materialize().(*tensor.Dense)
	}
	switch data := v.Data().(type) {
	case []float64:
		return append([]float64(nil), data...), nil
	case []float32:
		wide := make([]float64, len(data))
		for i, x := range data {
			wide[i] = float64(x)
		}
		return wide, nil
	case float64:
		return []float64{data}, nil
	case float32:
		return []float64{float64(data)}, nil
	}
	return nil, errors.Errorf("reference: value of dtype %v", v.Dtype())
}
