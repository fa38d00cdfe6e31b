// Unrolled fields in Gorgonia's operations.

package layer_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/layer"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// misdifferentiated are fields of three components in operations whose derivatives or memory Gorgonia has wrong. They have a
// parameter of three numbers above 0.
var misdifferentiated = map[string]func(z, p *G.Node) (*G.Node, error){
	"log2": func(z, p *G.Node) (*G.Node, error) {
		return G.BroadcastAdd(G.Must(G.Log2(G.Must(G.Exp(z)))), G.Must(G.Log2(p)), nil, []byte{0})
	},
	"1/√": func(z, p *G.Node) (*G.Node, error) {
		return G.BroadcastHadamardProd(G.Must(G.InverseSqrt(G.Must(G.Exp(z)))), p, nil, []byte{0})
	},
	"1/√ of a number": func(z, p *G.Node) (*G.Node, error) {
		unit := G.Must(G.HadamardProd(p, G.Must(G.InverseSqrt(G.Must(G.Sum(G.Must(G.Square(p))))))))
		return G.BroadcastAdd(z, unit, nil, []byte{0})
	},
	"outer product": func(z, p *G.Node) (*G.Node, error) {
		v := G.Must(G.Reshape(p, tensor.Shape{3}))
		return G.Mul(z, G.Must(G.OuterProd(v, G.Must(G.Square(v)))))
	},
	"power": func(z, p *G.Node) (*G.Node, error) {
		return G.BroadcastHadamardProd(z, G.Must(G.Pow(p, p)), nil, []byte{0})
	},
	"largest of copies": func(z, p *G.Node) (*G.Node, error) {
		copies := G.Must(G.Mul(G.NewConstant(tensor.Ones(tensor.Float64, 2, 1), G.WithName("two ones")), p))
		largest := G.Must(G.Max(copies))
		return G.BroadcastHadamardProd(z, G.Must(G.HadamardProd(p, largest)), nil, []byte{0})
	},
	"largest of a row": func(z, p *G.Node) (*G.Node, error) {
		largest := G.Must(G.Max(G.Must(G.BroadcastHadamardProd(z, p, nil, []byte{0})), 1))
		return G.BroadcastSub(z, largest, nil, []byte{1})
	},
	"larger of two": func(z, p *G.Node) (*G.Node, error) {
		return G.MaxBetween(z, G.Must(G.BroadcastHadamardProd(G.Must(G.Sin(z)), p, nil, []byte{0})))
	},
	"numbers under each other": func(z, p *G.Node) (*G.Node, error) {
		rows := z.Shape()[0]
		all := G.Must(G.Reshape(z, tensor.Shape{3 * rows, 1}))
		weighed := G.Must(G.HadamardProd(G.Must(G.Tanh(all)), G.Must(G.Mean(p))))
		return G.Reshape(G.Must(G.Sub(G.Must(G.Square(weighed)), all)), tensor.Shape{rows, 3})
	},
	"columns side by side": func(z, p *G.Node) (*G.Node, error) {
		weights := G.Must(G.Mul(G.Must(G.Transpose(G.Must(G.Concat(1, p, G.Must(G.Square(p)))))), p))
		return G.Mul(G.Must(G.Concat(1, z, G.Must(G.Tanh(z)))), weights)
	},
	"softmax squared": func(z, p *G.Node) (*G.Node, error) {
		return G.BroadcastHadamardProd(G.Must(G.Pow(G.Must(G.SoftMax(z)), G.NewConstant(2.0))), p, nil, []byte{0})
	},
}

// functionLoss is a loss of steps of such a field, and its leaves.
func functionLoss(t *testing.T, f func(z, p *G.Node) (*G.Node, error), numbers []float64) (cost *G.Node, leaves G.Nodes) {
	t.Helper()
	params := graph.NewParams(tensor.Float64)
	_, err := params.Add("p", 1, 3)
	must(t, err)
	field, err := dynamics.FromFunc(3, params, func(_ *G.ExprGraph, _, z *G.Node, p []*G.Node) (*G.Node, error) { return f(z, p[0]) })
	must(t, err)
	g := G.NewGraph()
	leaf := func(name string, x []float64) *G.Node {
		data := append([]float64(nil), x...)
		return G.NewMatrix(g, tensor.Float64, G.WithName(name), G.WithValue(tensor.New(tensor.WithShape(len(x)/3, 3), tensor.WithBacking(data))))
	}
	leaves = G.Nodes{leaf("z", numbers[:6]), leaf("p", numbers[6:])}
	end, err := layer.UnrollField(nil, field, leaves[0], layer.At(0), layer.At(0.5), leaves[1:], nil, 1)
	must(t, err)
	return G.Must(G.Sum(G.Must(G.Square(end)))), leaves
}

// TestUnrolledFunctions: of a field in operations whose derivatives or memory Gorgonia has wrong, the derivatives by Grad and
// by a LispMachine are those of differences.
func TestUnrolledFunctions(t *testing.T) {
	at := []float64{0.1, -0.4, 1.2, 0.3, -0.7, 0.5, 0.6, 0.9, 1.3}
	for name, f := range misdifferentiated {
		t.Run(name, func(t *testing.T) {
			loss := func(numbers []float64) float64 {
				cost, _ := functionLoss(t, f, numbers)
				run(t, cost.Graph())
				return cost.Value().Data().(float64)
			}
			want := make([]float64, len(at))
			for i := range at {
				const h = 1e-4
				above, below := append([]float64(nil), at...), append([]float64(nil), at...)
				above[i], below[i] = at[i]+h, at[i]-h
				want[i] = (loss(above) - loss(below)) / (2 * h)
			}
			cost, leaves := functionLoss(t, f, at)
			grads, err := G.Grad(cost, leaves...)
			must(t, err)
			run(t, cost.Graph())
			near(t, name, append(numbers(t, grads[0]), numbers(t, grads[1])...), want, 1e-6)
			cost, leaves = functionLoss(t, f, at)
			machine := G.NewLispMachine(cost.Graph())
			must(t, machine.RunAll())
			var got []float64
			for _, n := range leaves {
				d, err := n.Grad()
				must(t, err)
				got = append(got, d.Data().([]float64)...)
			}
			must(t, machine.Close())
			near(t, name+" in a LispMachine", got, want, 1e-6)
		})
	}
}
