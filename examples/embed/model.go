// The model: an ordinary Gorgonia graph with a neural ODE as a layer.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const (
	width  = 32 // of the state that the differential equation moves
	hidden = 64 // units of its right-hand side
)

// newLayer is dz/dt = f(t, z) with a network f of one hidden layer.
func newLayer(seed uint64) (*layer.Layer[float64], error) {
	field, err := dynamics.NewMLP(width, &dynamics.MLPSettings{Hidden: []int{hidden}, Layer: dynamics.ConcatV2, Seed: seed, Float64: true})
	if err != nil {
		return nil, err
	}
	return layer.NewLayer[float64](ode.FromField(field), &integrate.Settings{RTol: 1e-3, ATol: 1e-3})
}

// model is an ordinary Gorgonia model for a batch of so many images,
//
//	z(0) = tanh(x·W + b),   dz/dt = f(t, z),   scores = z(1)·V + c,
//
// and the loss, summed over the batch, −log of the softmax of the right digit's score.
type model struct {
	g       *G.ExprGraph
	ops     *graph.Builder // broadcasts and sums, which Gorgonia's own share memory in
	rows    int
	x       *G.Node // rows×64
	digit   *G.Node // rows×10, one 1 in each row
	weights G.Nodes
	scores  *G.Node // rows×10
	loss    *G.Node
}

// newModel adds everything to a new graph. Gorgonia panics on arguments that do not fit, and so does Must: an error here is
// a bug of this file.
func newModel(odeLayer *layer.Layer[float64], rows int, seed uint64) (*model, error) {
	m := &model{g: G.NewGraph(), rows: rows}
	m.ops = graph.Wrap(m.g, G.Float64)
	rng := rand.New(rand.NewPCG(seed, 0x6d6f))
	m.x, m.digit = m.leaf("x", rows, pixels, 0, rng), m.leaf("digit", rows, classes, 0, rng)
	w, b := m.leaf("W", pixels, width, 1/math.Sqrt(pixels), rng), m.leaf("b", 1, width, 0, rng)
	v, c := m.leaf("V", width, classes, 1/math.Sqrt(width), rng), m.leaf("c", 1, classes, 0, rng)
	field, err := layer.Leaves(m.g, odeLayer.Params)
	if err != nil {
		return nil, err
	}
	m.weights = append(G.Nodes{w, b, v, c}, field...)

	z0 := G.Must(G.Tanh(m.affine(m.x, w, b)))
	z1, err := odeLayer.Apply(z0, layer.At(0), layer.At(1), field, nil)
	if err != nil {
		return nil, err
	}
	m.scores = m.affine(z1, v, c)
	m.loss = m.crossEntropy()
	return m, m.ops.Err()
}

// leaf is a matrix of normal numbers of some deviation.
func (m *model) leaf(name string, rows, cols int, deviation float64, rng *rand.Rand) *G.Node {
	values := make([]float64, rows*cols)
	for i := range values {
		values[i] = deviation * rng.NormFloat64()
	}
	return G.NewMatrix(m.g, G.Float64, G.WithName(name), G.WithShape(rows, cols),
		G.WithValue(tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(values))))
}

func (m *model) affine(x, w, b *G.Node) *G.Node {
	return G.Must(G.Add(G.Must(G.Mul(x, w)), m.ops.BroadcastRows(b, m.rows)))
}

// crossEntropy is Σ_r log Σ_c exp(score) − score of the right digit.
func (m *model) crossEntropy() *G.Node {
	all := G.Must(G.Log(m.ops.SumCols(G.Must(G.Exp(m.scores)))))
	right := m.ops.SumCols(G.Must(G.HadamardProd(m.digit, m.scores)))
	return G.Must(G.Sum(G.Must(G.Sub(all, right))))
}

// set gives the model its images.
func (m *model) set(s *images) error {
	if len(s.digit) != m.rows {
		return fmt.Errorf("%d images for a model of %d", len(s.digit), m.rows)
	}
	x, digit := make([]float64, 0, m.rows*pixels), make([]float64, m.rows*classes)
	for r := range m.rows {
		x = append(x, s.pixels[r]...)
		digit[r*classes+s.digit[r]] = 1
	}
	if err := G.Let(m.x, tensor.New(tensor.WithShape(m.rows, pixels), tensor.WithBacking(x))); err != nil {
		return err
	}
	return G.Let(m.digit, tensor.New(tensor.WithShape(m.rows, classes), tensor.WithBacking(digit)))
}
