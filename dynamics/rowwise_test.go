// Functions that mix the rows of a batch are refused.

package dynamics_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestFunctionsThatMixRows: a function in which rows see each other, or in which chance has a part, is refused. A function
// that sums over columns is taken.
func TestFunctionsThatMixRows(t *testing.T) {
	batchMean := func(z *G.Node) (*G.Node, error) {
		m, err := G.Mean(z)
		if err != nil {
			return nil, err
		}
		return G.Sub(z, m)
	}
	gram := func(z *G.Node) (*G.Node, error) {
		a, err := G.Mul(G.Must(G.Transpose(z)), z)
		if err != nil {
			return nil, err
		}
		return G.Mul(z, a)
	}
	shares := func(z *G.Node) (*G.Node, error) {
		return G.BroadcastSub(z, G.Must(G.Mean(G.Must(G.SoftMax(z, 1)), 0)), nil, []byte{0})
	}
	noise := func(z *G.Node) (*G.Node, error) {
		return G.Add(z, G.UniformRandomNode(z.Graph(), tensor.Float64, 0, 1, z.Shape()...))
	}
	turned := func(z *G.Node) (*G.Node, error) { return G.Transpose(G.Must(G.Tanh(G.Must(G.Transpose(z))))) }
	scaled := func(z *G.Node) (*G.Node, error) {
		s, err := G.Sum(z, 1)
		if err != nil {
			return nil, err
		}
		return G.BroadcastHadamardProd(z, s, nil, []byte{1})
	}
	try := func(f func(z *G.Node) (*G.Node, error)) error {
		_, err := dynamics.FromFunc(2, nil, func(_ *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) { return f(z) })
		return err
	}
	var mixed *dynamics.MixedRowsError
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"mean": batchMean, "Gram matrix": gram, "mean of softmaxes": shares,
	} {
		if err := try(f); !errors.As(err, &mixed) || mixed.Row == 0 {
			t.Errorf("%s: error %v, want a MixedRowsError that names a row", name, err)
		}
	}
	var random *graph.NotDifferentiableError
	if err := try(noise); !errors.As(err, &random) {
		t.Errorf("noise: %v", err)
	}
	var shape *graph.ShapeError
	if err := try(turned); !errors.As(err, &shape) {
		t.Errorf("transposed: error %v, want a ShapeError", err)
	}
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"sum": scaled, "expm1": func(z *G.Node) (*G.Node, error) { return G.Expm1(z) },
	} {
		if err := try(f); err != nil {
			t.Errorf("%s: error %v, want none", name, err)
		}
	}
	_, err := dynamics.NewField(2, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
		return b.Add(z, b.SumRows(z, 1))
	})
	if !errors.As(err, &mixed) {
		t.Errorf("sum over the batch: error %v, want a MixedRowsError", err)
	}
}

// TestMixedRowsBehindZeros: rows that a function mixes are found behind weights that are 0, as those of a last layer often are
// at first, and the weights stay as they are.
func TestMixedRowsBehindZeros(t *testing.T) {
	params := graph.NewParams(tensor.Float64)
	w, err := params.Add("w", 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"softmax over rows":    func(z *G.Node) (*G.Node, error) { return G.SoftMax(z, 0) },
		"softmax over columns": func(z *G.Node) (*G.Node, error) { return G.SoftMax(z, 1) },
	} {
		_, err := dynamics.FromFunc(2, params, func(_ *G.ExprGraph, _, z *G.Node, weights []*G.Node) (*G.Node, error) {
			s, err := f(z)
			if err != nil {
				return nil, err
			}
			return G.Mul(s, weights[0])
		})
		var mixed *dynamics.MixedRowsError
		if errors.As(err, &mixed) != (name == "softmax over rows") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for _, v := range w.Values() {
		if v != 0 {
			t.Errorf("a weight is %v, want 0", v)
		}
	}
}

// TestRowsThatAreInfinite: a function that is infinite where it is tried, as z/t is at t = 0, is no function that mixes rows.
func TestRowsThatAreInfinite(t *testing.T) {
	field, err := dynamics.NewField(2, nil, func(b *graph.Builder, t, z, _ *G.Node) *G.Node { return b.Div(z, t) })
	if err != nil || field == nil {
		t.Errorf("z/t: error %v, want none", err)
	}
}
