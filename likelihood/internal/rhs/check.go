// The check that a field and its layers are one function.

package rhs

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Check compares Build with BuildLayers or BuildDiagonal of a field on a few rows: f itself, and the layers' product
// with a derivative of f, or the sum of the diagonal with the trace. A type that embeds such a field and overrides
// Build has the embedded field's BuildLayers or BuildDiagonal, so that its densities would belong to another field than
// its samples. Check skips the networks of package dynamics.
func Check[T graph.Float](field dynamics.Field, shared bool) error {
	switch told := field.(type) {
	case *dynamics.MLP, *dynamics.Hollow:
		return nil
	case dynamics.Diagonal:
		return check[T](field, shared, "BuildDiagonal", func(r *RHS, f, _ *G.Node) (own, generic *G.Node, err error) {
			if err := r.addDiagonal(told); err != nil || r.Diagonal == nil {
				return nil, nil, err
			}
			return r.B.SumCols(r.Diagonal), r.B.Trace(f, r.Z), nil
		})
	case dynamics.Layered:
		return check[T](field, shared, "BuildLayers", func(r *RHS, f, cotangent *G.Node) (own, generic *G.Node, err error) {
			if err := r.addLayers(told); err != nil || r.Factors == nil {
				return nil, nil, err
			}
			generic = r.OrZero(r.B.VJP([]*G.Node{f}, []*G.Node{cotangent}, []*G.Node{r.Z}))
			return r.Factors.Pullback(r.B, cotangent), generic, nil
		})
	}
	return nil
}

// check compares f by Build with f by another method, and the method's result on the Jacobian with that of f.
func check[T graph.Float](field dynamics.Field, shared bool, method string, tell func(r *RHS, f, cotangent *G.Node) (own, generic *G.Node, err error)) error {
	b := graph.NewBuilder[T](2) // rows, so that per-row and fixed nodes have different shapes
	r, inputs := Standalone(field, b, 0, shared)
	f, err := field.Build(b, r.T, r.Z, r.C)
	if err != nil {
		return errors.Wrap(err, "building the field")
	}
	cotangent := b.Input("cotangent", field.Dim())
	own, generic, err := tell(r, f, cotangent)
	if err != nil {
		return err
	}
	outputs := []*G.Node{r.AsColumn(f), r.AsColumn(r.F)}
	if own != nil {
		outputs = append(outputs, r.AsColumn(generic), r.AsColumn(own))
	}
	values, err := atRandom[T](b, append(inputs, cotangent), outputs)
	if err != nil {
		return err
	}
	for i, what := range []string{"f", "a product with the Jacobian, or its trace,"}[:len(outputs)/2] {
		if err := sameField(field, what, method, values[2*i], values[2*i+1], differenceOf[T]()); err != nil {
			return err
		}
	}
	return nil
}

// differenceOf is the largest distance between two computations of one number.
func differenceOf[T graph.Float]() float64 {
	if graph.DtypeOf[T]() == tensor.Float64 {
		return 1e-7
	}
	return 1e-2
}

func sameField(field dynamics.Field, what, method string, got, want []float64, bound float64) error {
	size := 0.0
	for _, v := range got {
		size = max(size, math.Abs(v))
	}
	for i, v := range got {
		if math.Abs(v-want[i]) > bound*(size+math.Abs(want[i])) {
			return errors.Wrapf(fault.ErrSettings, "field %T: %s is %v by Build and %v by %s (a type that embeds a field with that method and overrides Build "+
				"has to override it too; with nothing to tell it returns f and nil)", field, what, v, want[i], method)
		}
	}
	return nil
}

// atRandom evaluates nodes with random numbers between 0 and 1 as inputs.
func atRandom[T graph.Float](b *graph.Builder, inputs, outputs []*G.Node) ([][]float64, error) {
	p, err := graph.Compile[T](inputs, outputs, &graph.CompileSettings{Builder: b})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the field")
	}
	rng := rand.New(rand.NewPCG(3, stream.Check))
	for i := range inputs {
		for k := range p.Input(i) {
			p.Input(i)[k] = T(rng.Float64())
		}
	}
	if err := p.Run(b.Rows()); err != nil {
		return nil, errors.Wrap(err, "the field")
	}
	values := make([][]float64, len(outputs))
	for i, n := range outputs {
		for c := range n.Shape()[1] {
			for row := range b.Rows() {
				values[i] = append(values[i], float64(p.Output(i)[c*p.Stride()+row]))
			}
		}
	}
	return values, nil
}
