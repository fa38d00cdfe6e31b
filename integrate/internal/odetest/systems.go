// Systems for tests.

package odetest

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// ScalarSystem is dy/dt = f(t, y) for one column without parameters.
func ScalarSystem(f func(b *graph.Builder, t, y *G.Node) *G.Node) *ode.System {
	return &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: 1}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{f(b, t, y[0])}, b.Err()
		},
	}
}

// Logistic is y' = 5y(1−y): y(t) = 1/(1 + (1/y₀−1)e^(5(t₀−t))).
func Logistic() *ode.System {
	return ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(b.Sub(y, b.Square(y)), 5) })
}

// Turning rotates the plane with a speed r²·w(t) that depends on the radius r. It is autonomous with w = 1, driven with
// w = 1 + ½ sin 3t. The angle at t is the angle at t₀ plus r² ∫w.
func Turning(driven bool) *ode.System {
	return &ode.System{
		Blocks: []ode.Block{{Name: "x", Width: 2}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			speed := b.SumCols(b.Square(y[0]))
			if driven {
				speed = b.Mul(speed, b.Shift(b.Scale(b.Sin(b.Scale(t, 3)), 0.5), 1))
			}
			quarter := b.Const(2, 2, []float64{0, 1, -1, 0})
			return []*G.Node{b.Mul(b.MatMul(y[0], quarter, false, false), speed)}, b.Err()
		},
	}
}

// Explosive is y' = y²: y(t) = 1/(1/y₀ − t).
func Explosive() *ode.System {
	return ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Square(y) })
}

// Network is a small system with every feature: a time-dependent tanh network with a condition, a quadrature under
// error control and one without.
func Network[T graph.Float](t testing.TB, seed float64) *ode.System {
	t.Helper()
	const width, hidden = 3, 5
	params := graph.NewParams(graph.DtypeOf[T]())
	add := func(name string, rows, cols int, scale float64) *graph.Param {
		q, err := params.Add(name, rows, cols)
		if err != nil {
			t.Fatal(err)
		}
		for i := range q.Len() {
			q.Set(i, scale*math.Sin(seed+1.7*float64(i)+float64(rows)))
		}
		return q
	}
	w1, w2 := add("w1", width, hidden, 0.8), add("w2", hidden, width, 0.9)
	bias, clock, cond := add("bias", 1, hidden, 0.3), add("clock", 1, hidden, 1.1), add("cond", 2, hidden, 0.5)
	return &ode.System{
		Blocks: []ode.Block{{Name: "z", Width: width}, {Name: "l", Width: 1, Quadrature: true},
			{Name: "energy", Width: 1, Quadrature: true, Uncontrolled: true}},
		Args:   []ode.Block{{Name: "c", Width: 2}},
		Params: params,
		Build: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			a := b.Add(b.MatMul(y[0], b.Param(w1), false, false), b.Param(bias))
			a = b.Add(a, b.MatMul(args[0], b.Param(cond), false, false))
			// t is 1×1 or R×1
			a = b.Tanh(b.Add(a, b.MatMul(t, b.Param(clock), false, false)))
			f := b.MatMul(a, b.Param(w2), false, false)
			return []*G.Node{f, b.SumCols(b.Mul(f, y[0])), b.SumCols(b.Square(f))}, b.Err()
		},
	}
}

// NetworkProblem is a batch for Network.
func NetworkProblem[T graph.Float](rows int, t0, t1 float64) *ode.Problem[T] {
	z, c := make([]T, rows*3), make([]T, rows*2)
	for i := range z {
		z[i] = T(1.5 * math.Sin(0.7+2.3*float64(i)))
	}
	for i := range c {
		c[i] = T(math.Cos(0.1 + 1.9*float64(i)))
	}
	return &ode.Problem[T]{T0: t0, T1: t1, Rows: rows, Y: [][]T{z, nil, nil}, Args: [][]T{c}}
}
