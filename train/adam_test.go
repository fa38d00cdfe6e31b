package train

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

func oneParam(t *testing.T, dtype tensor.Dtype, values ...float64) []*graph.Param {
	t.Helper()
	return params(t, dtype, 1, values)
}

func params(t *testing.T, dtype tensor.Dtype, rows int, values []float64) []*graph.Param {
	t.Helper()
	p := graph.NewParams(dtype)
	q, err := p.Add("w", rows, len(values)/rows)
	if err != nil {
		t.Fatal(err)
	}
	q.SetAll(values)
	return p.List()
}

// The first step is rate·sign(gradient), whatever its size; a constant gradient
// keeps that length (Kingma and Ba, section 2.1).
func TestAdamStepsHaveTheLengthOfTheRate(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		params := oneParam(t, dtype, 1, 1, 1)
		var a Adam
		for range 5 {
			if err := a.Step(params, [][]float64{{1e-3, -1e3, 0}}, 0.01); err != nil {
				t.Fatal(err)
			}
		}
		for j, want := range []float64{0.95, 1.05, 1} {
			if got := params[0].At(j); math.Abs(got-want) > 1e-5 {
				t.Errorf("%v: weight %d is %g, want %g", dtype, j, got, want)
			}
		}
	}
}

// Two steps by hand, from the paper's algorithm 1.
func TestAdamAgainstTheAlgorithm(t *testing.T) {
	bias := Adam{WeightDecay: 0.5}
	b := oneParam(t, tensor.Float64, 0.3)
	if err := bias.Step(b, [][]float64{{0}}, 0.1); err != nil || b[0].At(0) != 0.3 {
		t.Error("a row decays")
	}
	params := params(t, tensor.Float64, 2, []float64{0.3, 0})
	a := Adam{Beta1: 0.8, Beta2: 0.9, Epsilon: 0.01, WeightDecay: 0.1}
	w, m, v := 0.3, 0.0, 0.0
	for step, g := range []float64{0.5, -2} {
		if err := a.Step(params, [][]float64{{g, 0}}, 0.1); err != nil {
			t.Fatal(err)
		}
		m, v = 0.8*m+0.2*g, 0.9*v+0.1*g*g
		n := float64(step + 1)
		w -= 0.1 * (m/(1-math.Pow(0.8, n))/(math.Sqrt(v/(1-math.Pow(0.9, n)))+0.01) + 0.1*w)
		if got := params[0].At(0); math.Abs(got-w) > 1e-15 {
			t.Errorf("step %d: %g, want %g", step, got, w)
		}
	}
}

func TestClipKeepsTheDirection(t *testing.T) {
	g := [][]float64{{3}, {0, 4}}
	clip(g, norm(g), 10)
	if g[0][0] != 3 {
		t.Error("a short gradient was changed")
	}
	clip(g, norm(g), 1)
	if math.Abs(norm(g)-1) > 1e-15 || math.Abs(g[1][1]/g[0][0]-4.0/3) > 1e-15 {
		t.Errorf("clipped to %v", g)
	}
	clip(g, norm(g), -1)
	if math.Abs(norm(g)-1) > 1e-15 {
		t.Error("a negative bound is none")
	}
}

func TestCosine(t *testing.T) {
	s := Cosine(0.1)
	const total = 1000
	for i := 1; i < total; i++ {
		a, b := s(i-1, total), s(i, total)
		if i < 100 && !(b > a) || i > 100 && !(b < a) || b <= 0 || b > 1 {
			t.Fatalf("factor %g in iteration %d after %g", b, i, a)
		}
	}
	if s(99, total) != 1 || s(total-1, total) > 1e-4 {
		t.Errorf("top %g, end %g", s(99, total), s(total-1, total))
	}
	if Cosine(0)(0, 1) <= 0 {
		t.Error("a run of one step stands still")
	}
}

func TestAverageOfAConstantIsTheConstant(t *testing.T) {
	params := oneParam(t, tensor.Float64, 2)
	w := copyOf(params)
	w.average(params, 0.99, 0)
	if w[0][0] != 2 {
		t.Errorf("got %g", w[0][0])
	}
	params[0].Set(0, 3)
	for i := range 3000 {
		w.average(params, 0.99, i)
	}
	if math.Abs(w[0][0]-3) > 1e-6 {
		t.Errorf("after 3000 iterations at 3 the mean is %g", w[0][0])
	}
}

// A gradient of another size, or moments of another model, change nothing.
func TestAdamRefusesOtherSizes(t *testing.T) {
	params := params(t, tensor.Float64, 2, []float64{0.3, 0})
	for name, a := range map[string]*Adam{"short": {}, "State": {State: AdamState{First: [][]float64{{0}}, Second: [][]float64{{0}}}}} {
		gradient := [][]float64{{1, 2}}
		if name == "short" {
			gradient = [][]float64{{1}}
		}
		if err := a.Step(params, gradient, 0.1); !errors.Is(err, ErrSettings) || params[0].At(0) != 0.3 {
			t.Errorf("%s: %v, weight %g", name, err, params[0].At(0))
		}
	}
	if err := new(Adam).Step(params, nil, 0.1); !errors.Is(err, ErrSettings) {
		t.Errorf("no gradient: %v", err)
	}
}
