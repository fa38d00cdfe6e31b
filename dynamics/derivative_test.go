// Derivatives of networks of every layer and activation.

package dynamics_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	G "gorgonia.org/gorgonia"
)

// variables are the inputs and the parameters of f.
type variables struct {
	rig    *rig
	inputs int
}

func (v variables) nodes() []*G.Node {
	return append(append([]*G.Node(nil), v.rig.inputs[:v.inputs]...), v.rig.paramNodes()...)
}

// step of the differences. Round-off costs 1e-11, and the kinks of elu and relu are seldom so near.
const step = 1e-5

// slope is the derivative of the 1×1 output of f along direction in variable i, by central
// differences of fourth order with step h.
func (v variables) slope(f func() [][]float64, i int, direction []float64, h float64) float64 {
	at := func(s float64) float64 {
		v.shift(i, direction, s*h)
		y := f()[0][0]
		v.shift(i, direction, -s*h)
		return y
	}
	return (8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12 * h)
}

func (v variables) shift(i int, direction []float64, s float64) {
	if i < v.inputs {
		for k, d := range direction {
			v.rig.values[i][k] += s * d
		}
		return
	}
	p := v.rig.field.Params().List()[i-v.inputs]
	for k, d := range direction {
		p.Set(k, p.At(k)+s*d)
	}
	v.rig.field.Params().Touch()
}

// expectGradient compares the gradient of a 1×1 node with differences along a random direction
// in each variable.
func expectGradient(t *testing.T, r *rig, variables variables, scalar *G.Node) {
	t.Helper()
	value := r.evaluator(scalar)
	nodes := variables.nodes()
	gradient := r.evaluator(r.pull(scalar, r.one(), nodes...)...)()
	for i, n := range nodes {
		direction := r.normal(len(gradient[i]))
		got := 0.0
		for k, d := range direction {
			got += gradient[i][k] * d
		}
		want := variables.slope(value, i, direction, step)
		if d := math.Abs(got - want); !(d <= 1e-6*math.Max(1, math.Abs(want))) {
			t.Errorf("derivative along %s is %.12g, by differences %.12g", n.Name(), got, want)
		}
	}
}

func TestFirstDerivatives(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		r := newRig(t, m, rows, timePerRow)
		v := variables{r, len(r.inputs)}
		expectGradient(t, r, v, r.total(r.build(), r.input("u", 3)))
	})
}

// TestSecondDerivatives: the second derivative that a density needs, that of entries of the Jacobian, agrees with
// differences: here that of v·J·u.
func TestSecondDerivatives(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		if dynamics.TwiceDifferentiable(m) != nil {
			t.Skip("refused")
		}
		r := newRig(t, m, rows, timePerRow)
		v := variables{r, len(r.inputs)}
		pulled := r.pull(r.build(), r.input("u", 3), r.z)[0]
		expectGradient(t, r, v, r.total(pulled, r.input("v", 3)))
	})
}

// TestLayersAgreeWithVJP: the chain of factors is the Jacobian. Its products have the numbers of the VJP, and the gradients
// of the VJP.
func TestLayersAgreeWithVJP(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		r := newRig(t, m, rows, timePerRow)
		v := variables{r, len(r.inputs)}
		f, chain := r.layers()
		u, tangent := r.input("u", 3), r.input("v", 3)
		byVJP := r.total(r.pull(f, u, r.z)[0], tangent)
		byChain := r.total(r.push(tangent, chain), u)
		y := r.evaluator(f, byVJP, byChain)()
		expectClose(t, "f", y[0], plainValues(r), 1e-13)
		expectClose(t, "v·J·u", y[2], y[1], 1e-12)
		if dynamics.TwiceDifferentiable(m) != nil {
			return
		}
		want := r.evaluator(r.pull(byVJP, r.one(), v.nodes()...)...)()
		got := r.evaluator(r.pull(byChain, r.one(), v.nodes()...)...)()
		for i, n := range v.nodes() {
			expectClose(t, "gradient along "+n.Name(), got[i], want[i], 1e-12)
		}
	})
}

func TestLayersAgreeWithDifferences(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		r := newRig(t, m, rows, timePerRow)
		f, chain := r.layers()
		v := variables{r, len(r.inputs)}
		tangent := r.input("v", 3)
		pushed := r.evaluator(r.push(tangent, chain))()[0]
		u := r.input("u", 3)
		scalar := r.evaluator(r.total(f, u))
		got := 0.0
		for k, x := range pushed {
			got += x * r.values[len(r.values)-1][k]
		}
		want := v.slope(scalar, 1, r.values[len(r.values)-2], step)
		expectClose(t, "u·J·v", []float64{got}, []float64{want}, 1e-7)
	})
}

// TestFactorShapes: a factor is what its documentation says: shapes chain up, and weights are fixed.
func TestFactorShapes(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		r := newRig(t, m, rows, timePerRow)
		_, chain := r.layers()
		width := 3
		for i, f := range chain {
			switch {
			case (f.Weight == nil) == (f.Diag == nil):
				t.Fatalf("factor %d: exactly one of Weight and Diag must be set", i)
			case f.Weight != nil:
				if s := f.Weight.Shape(); r.b.IsPerRow(f.Weight) || s[0] != width {
					t.Fatalf("factor %d: weight %v after width %d", i, s, width)
				}
				width = f.Weight.Shape()[1]
			default:
				if s := f.Diag.Shape(); s[1] != width || s[0] != 1 && s[0] != rows {
					t.Fatalf("factor %d: diagonal %v after width %d", i, s, width)
				}
			}
		}
		if width != 3 {
			t.Fatalf("the chain ends with width %d, want 3", width)
		}
	})
}

// TestDefaultOutputIsUngated: the last factor of a default network is a weight, with nothing behind it that depends on t.
func TestDefaultOutputIsUngated(t *testing.T) {
	for _, layer := range []dynamics.Layer{dynamics.Squash, dynamics.ConcatSquash} {
		m := small(t, layer, dynamics.Tanh, false, false)
		r := newRig(t, m, 7, true)
		_, chain := r.layers()
		if chain[len(chain)-1].Weight == nil || len(chain) != 7 {
			t.Errorf("%s: want W D D W D D W, got %d factors", layer, len(chain))
		}
	}
}
