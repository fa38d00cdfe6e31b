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
// its samples. An override may differ in a part of space or of the time from t0 to t1 only, so f is compared there too.
// Check skips the networks of package dynamics.
func Check[T graph.Float](field dynamics.Field, shared bool, t0, t1 float64) error {
	check := check[T]{field: field, shared: shared, t0: t0, length: t1 - t0}
	switch told := field.(type) {
	case *dynamics.MLP, *dynamics.Hollow:
		return nil
	case dynamics.Diagonal:
		return check.by("BuildDiagonal", func(r *RHS, f, _ *G.Node) (own, generic *G.Node, err error) {
			if err := r.addDiagonal(told); err != nil || r.Diagonal == nil {
				return nil, nil, err
			}
			return r.B.SumCols(r.Diagonal), r.B.Trace(f, r.Z), nil
		})
	case dynamics.Layered:
		return check.by("BuildLayers", func(r *RHS, f, cotangent *G.Node) (own, generic *G.Node, err error) {
			if err := r.addLayers(told); err != nil || r.Factors == nil {
				return nil, nil, err
			}
			generic = r.OrZero(r.B.VJP([]*G.Node{f}, []*G.Node{cotangent}, []*G.Node{r.Z}))
			return r.Factors.Pullback(r.B, cotangent), generic, nil
		})
	}
	return nil
}

// check is the check of a field between two times.
type check[T graph.Float] struct {
	field      dynamics.Field
	shared     bool
	t0, length float64
}

// by compares f by Build with f by another method, and the method's result on the Jacobian with that of f.
func (c *check[T]) by(method string, tell func(r *RHS, f, cotangent *G.Node) (own, generic *G.Node, err error)) error {
	b := graph.NewBuilder[T](2) // rows, so that per-row and fixed nodes have different shapes
	r, inputs := Standalone(c.field, b, 0, c.shared)
	f, err := c.field.Build(b, r.T, r.Z, r.C)
	if err != nil {
		return errors.Wrap(err, "building the field")
	}
	cotangent := b.Input("cotangent", c.field.Dim())
	inputs = append(inputs, cotangent)
	own, generic, err := tell(r, f, cotangent)
	if err != nil {
		return err
	}
	outputs := []*G.Node{r.AsColumn(f), r.AsColumn(r.F)}
	if own != nil {
		outputs = append(outputs, r.AsColumn(generic), r.AsColumn(own))
	}
	p, err := newPoints[T](b, inputs, outputs)
	if err != nil {
		return err
	}
	if err = p.move(func(_ int, u float64) float64 { return u }); err == nil {
		err = p.RunDeferred(p.rows)
	}
	if err != nil {
		return errors.Wrap(err, "the field")
	}
	values := p.values()
	for i, what := range []string{"f", "a product with the Jacobian, or its trace,"}[:len(outputs)/2] {
		if err := sameField(c.field, what, method, values[2*i], values[2*i+1], differenceOf[T]()); err != nil {
			return err
		}
	}
	return c.farther(p, method)
}

// farRuns is the number of further comparisons of f. The numbers of each are up to four times as large as those of the one
// before, and after the fourth as small as those of the first.
const farRuns = 32

// farther compares f at points of all signs and several sizes, at times of the flow. A field need not have values there.
// Its Jacobian is not compared, as it may be all rounding where activations saturate.
func (c *check[T]) farther(p *points[T], method string) error {
	for run := range farRuns {
		size := math.Ldexp(1, 2*(run%4))
		err := p.move(func(input int, u float64) float64 {
			if input == 0 {
				return c.t0 + float64(u*c.length)
			}
			return size * (2*u - 1)
		})
		if err != nil {
			return nil
		}
		values := p.values()
		if err := sameField(c.field, "f", method, values[0], values[1], differenceOf[T]()); err != nil {
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

// points evaluates nodes at random points. All but the first two are deferred: the trace may be D products.
type points[T graph.Float] struct {
	*graph.Program[T]
	inputs  int
	outputs []*G.Node
	rows    int
	rng     *rand.Rand
}

func newPoints[T graph.Float](b *graph.Builder, inputs, outputs []*G.Node) (*points[T], error) {
	p, err := graph.Compile[T](inputs, outputs, &graph.CompileSettings{Builder: b, Deferred: outputs[2:]})
	return &points[T]{p, len(inputs), outputs, b.Rows(), rand.New(rand.NewPCG(3, stream.Check))}, errors.Wrap(err, "compiling the field")
}

// move evaluates the nodes that are not deferred with numbers made of uniform ones between 0 and 1 as inputs.
func (p *points[T]) move(number func(input int, u float64) float64) error {
	for i := range p.inputs {
		for k := range p.Input(i) {
			p.Input(i)[k] = T(number(i, p.rng.Float64()))
		}
	}
	return p.Run(p.rows)
}

// values are the numbers of each node, those of the last run.
func (p *points[T]) values() (values [][]float64) {
	for i, n := range p.outputs {
		values = append(values, nil)
		for c := range n.Shape()[1] {
			for row := range p.rows {
				values[i] = append(values[i], float64(p.Output(i)[c*p.Stride()+row]))
			}
		}
	}
	return values
}
