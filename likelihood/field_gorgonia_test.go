// Fields of Gorgonia's own operations: density and gradient against differences.

package likelihood_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func stockField(t *testing.T, f func(z *G.Node) (*G.Node, error)) dynamics.Field {
	t.Helper()
	field, err := dynamics.FromFunc(2, nil, func(_ *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) { return f(z) })
	flowtest.Must(t, err)
	return field
}

// TestDynamicsOfStockOperations: for fields of Gorgonia's own operations the density is that of the change of
// variables, and the gradient is that of the density. Both are compared with differences.
func TestDynamicsOfStockOperations(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(5, 2, 3)
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"expm1":   func(z *G.Node) (*G.Node, error) { return G.Expm1(G.Must(G.Tanh(z))) },
		"log1p":   func(z *G.Node) (*G.Node, error) { return G.Log1p(G.Must(G.Square(z))) },
		"softmax": func(z *G.Node) (*G.Node, error) { return G.SoftMax(G.Must(G.Mul(z, G.NewConstant(2.0)))) },
		"columns": func(z *G.Node) (*G.Node, error) {
			rows := z.Shape()[0]
			column := func(k int) *G.Node { return G.Must(G.Reshape(G.Must(G.Slice(z, nil, G.S(k))), tensor.Shape{rows, 1})) }
			return G.Tanh(G.Must(G.Concat(1, column(1), G.Must(G.HadamardProd(column(0), column(1))))))
		},
		"mean of columns": func(z *G.Node) (*G.Node, error) {
			return G.BroadcastSub(z, G.Must(G.Mean(G.Must(G.Sin(z)), 1)), nil, []byte{1})
		},
		"pairs": func(z *G.Node) (*G.Node, error) { return G.Add(G.Must(G.Sin(z)), G.Must(G.Cos(z))) },
		"sum over columns": func(z *G.Node) (*G.Node, error) {
			return G.BroadcastHadamardProd(G.Must(G.Tanh(z)), G.Must(G.Sum(G.Must(G.Tanh(z)), 1)), nil, []byte{1})
		},
	} {
		flow := newFlow(t, stockField(t, f), &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 8, Lanes: 4, BlockRows: 2}})
		logp, err := flow.LogProb(ctx, x)
		flowtest.Must(t, err)
		g, err := flow.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		const h = 1e-5
		for i, row := range x {
			var jacobian [2][2]float64
			for c := range 2 {
				up, down := []float64{row[0], row[1]}, []float64{row[0], row[1]}
				up[c] += h
				down[c] -= h
				z, err := flow.Inverse(ctx, [][]float64{up, down}, nil)
				flowtest.Must(t, err)
				for k := range 2 {
					jacobian[c][k] = (z[0][k] - z[1][k]) / (2 * h)
				}
				p, err := flow.LogProb(ctx, [][]float64{up, down})
				flowtest.Must(t, err)
				if want := (p[1] - p[0]) / (2 * h) / float64(len(x)); math.Abs(g.X[i][c]-want) > 1e-7 {
					t.Errorf("%s: ∂Loss/∂x(%d,%d) is %v, want %v", name, i, c, g.X[i][c], want)
				}
			}
			z, err := flow.Inverse(ctx, x[i:i+1], nil)
			flowtest.Must(t, err)
			det := jacobian[0][0]*jacobian[1][1] - jacobian[0][1]*jacobian[1][0]
			if want := (base.Standard{}).LogProb(z[0]) + math.Log(math.Abs(det)); math.Abs(logp[i]-want) > 1e-3 {
				t.Errorf("%s: log p of row %d is %v, want %v", name, i, logp[i], want)
			}
		}
	}
}

// TestStockOperationsWithoutDerivative: New refuses a field with an operation that has no first or no second
// derivative, and names the operation.
func TestStockOperationsWithoutDerivative(t *testing.T) {
	var refused *graph.NotDifferentiableError
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"comparison": func(z *G.Node) (*G.Node, error) { return G.HadamardProd(z, G.Must(G.Gt(z, G.Must(G.Neg(z)), true))) },
		"sign":       func(z *G.Node) (*G.Node, error) { return G.Sign(z) },
		"rectify":    func(z *G.Node) (*G.Node, error) { return G.Rectify(z) },
	} {
		if _, err := likelihood.New(stockField(t, f), nil); !errors.As(err, &refused) || refused.Op == "" {
			t.Errorf("%s: error is %v, want a NotDifferentiableError that names the operation", name, err)
		}
	}
	for name, f := range map[string]func(z *G.Node) (*G.Node, error){
		"maximum": func(z *G.Node) (*G.Node, error) {
			return G.BroadcastHadamardProd(z, G.Must(G.Max(z, 1)), nil, []byte{1})
		},
		"sparsemax": func(z *G.Node) (*G.Node, error) { return G.Sparsemax(z) },
	} {
		if _, err := likelihood.New(stockField(t, f), nil); !errors.As(err, &refused) || !strings.Contains(refused.Why, "second derivative") {
			t.Errorf("%s: error is %v, want that it has no second derivative", name, err)
		}
	}
}
