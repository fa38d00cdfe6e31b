package likelihood

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// checkLayers compares Build with BuildLayers on a few rows: f itself, and the layers' product with a derivative of f. A type
// that embeds a layered field and overrides Build has the embedded field's BuildLayers, so that its densities would be
// those of another field than its samples. A network of package dynamics as it stands is spared the time.
func checkLayers[T graph.Float](field dynamics.Field, shared bool) error {
	layered, ok := field.(dynamics.Layered)
	if _, ours := field.(*dynamics.MLP); ours || !ok {
		return nil
	}
	b := graph.NewBuilder[T](2) // rows, so that per-row and fixed nodes differ in shape too
	r, inputs := rhs.Standalone(field, b, 0, shared)
	f, err := field.Build(b, r.T, r.Z, r.C)
	if err != nil {
		return errors.Wrap(err, "building the field")
	}
	told, factors, err := layered.BuildLayers(b, r.T, r.Z, r.C)
	if err != nil {
		return errors.Wrap(err, "building the field's layers")
	}
	cotangent := b.Input("cotangent", field.Dim())
	inputs = append(inputs, cotangent)
	outputs := []*G.Node{r.AsColumn(f), r.AsColumn(told)}
	if factors != nil {
		pulled := r.OrZero(b.VJP([]*G.Node{f}, []*G.Node{cotangent}, []*G.Node{r.Z}))
		outputs = append(outputs, pulled, r.AsColumn(rhs.Factor(b, factors).Pullback(b, cotangent)))
	}
	values, err := atRandom[T](b, inputs, outputs)
	if err != nil {
		return err
	}
	for i, what := range []string{"f", "the product of a row with the Jacobian"} {
		if 2*i == len(outputs) {
			break
		}
		if err := sameField(field, what, values[2*i], values[2*i+1], differenceOf[T]()); err != nil {
			return err
		}
	}
	return nil
}

// differenceOf is how far apart two ways to compute one number may be.
func differenceOf[T graph.Float]() float64 {
	if graph.DtypeOf[T]() == tensor.Float64 {
		return 1e-7
	}
	return 1e-2
}

func sameField(field dynamics.Field, what string, got, want []float64, bound float64) error {
	size := 0.0
	for _, v := range got {
		size = max(size, math.Abs(v))
	}
	for i, v := range got {
		if math.Abs(v-want[i]) > bound*(size+math.Abs(want[i])) {
			return errors.Wrapf(ErrSettings, "field %T: %s is %v by Build and %v by BuildLayers (a type that embeds a layered field and overrides Build "+
				"has to override BuildLayers too; without layers to tell it returns f and no factors)", field, what, v, want[i])
		}
	}
	return nil
}

// atRandom evaluates nodes where every input is a random number between 0 and 1.
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
