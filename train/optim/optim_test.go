// Optimisers against their algorithms by hand, closed forms on a quadratic, states put back, what is refused.

package optim_test

import (
	"errors"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}

func params(t *testing.T, dtype tensor.Dtype, rows int, values ...float64) []*graph.Param {
	t.Helper()
	p := graph.NewParams(dtype)
	q, err := p.Add("w", rows, len(values)/rows)
	must(t, err)
	must(t, q.SetAll(values))
	return p.List()
}

func start(t *testing.T, o optim.Optimizer, p []*graph.Param, from *optim.State) optim.Run {
	t.Helper()
	run, err := o.Start(p, from)
	must(t, err)
	return run
}

// TestAdamStepsHaveTheLengthOfTheRate: the first step is rate·sign(gradient), whatever the size of the gradient. A constant
// gradient keeps that length (Kingma and Ba, section 2.1).
func TestAdamStepsHaveTheLengthOfTheRate(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		p := params(t, dtype, 1, 1, 1, 1)
		run := start(t, optim.Adam{Rate: 0.02}, p, nil)
		for range 5 {
			must(t, optim.Move(run, p, [][]float64{{1e-3, -1e3, 0}}, 0.5))
		}
		for j, want := range []float64{0.95, 1.05, 1} {
			if got := p[0].At(j); math.Abs(got-want) > 1e-5 {
				t.Errorf("%v: weight %d is %g, want %g", dtype, j, got, want)
			}
		}
	}
}

// TestAdamAgainstTheAlgorithm takes two steps by hand, by algorithm 1 of Kingma and Ba.
func TestAdamAgainstTheAlgorithm(t *testing.T) {
	p := params(t, tensor.Float64, 2, 0.3, 0)
	run := start(t, optim.Adam{Rate: 0.1, Beta1: 0.8, Beta2: 0.9, Epsilon: 0.01, WeightDecay: 0.1}, p, nil)
	w, m, v := 0.3, 0.0, 0.0
	for step, g := range []float64{0.5, -2} {
		must(t, optim.Move(run, p, [][]float64{{g, 0}}, 1))
		m, v = 0.8*m+0.2*g, 0.9*v+0.1*g*g
		n := float64(step + 1)
		w -= 0.1 * (m/(1-math.Pow(0.8, n))/(math.Sqrt(v/(1-math.Pow(0.9, n)))+0.01) + 0.1*w)
		if got := p[0].At(0); math.Abs(got-w) > 1e-15 {
			t.Errorf("step %d: %g, want %g", step, got, w)
		}
	}
}

// curvatures are the cᵢ of ½Σ cᵢ(wᵢ - i)².
var curvatures = []float64{1, 3, 10, 0.2}

func quadratic(w [][]float64) (loss float64, gradient [][]float64, err error) {
	gradient = [][]float64{make([]float64, 4)}
	for i, c := range curvatures {
		distance := w[0][i] - float64(i)
		loss += c * distance * distance / 2
		gradient[0][i] = c * distance
	}
	return loss, gradient, nil
}

// steps takes n steps on a loss, and counts how often a step asks for the loss elsewhere.
func steps(t *testing.T, run optim.Run, w [][]float64, n int, loss func([][]float64) (float64, [][]float64, error)) (asked int) {
	t.Helper()
	for range n {
		at := &optim.Point{Weights: w}
		var err error
		at.Loss, at.Gradient, err = loss(w)
		must(t, err)
		at.At = func(w [][]float64) (float64, [][]float64, error) {
			asked++
			return loss(w)
		}
		if err := run.Step(at, 1); errors.Is(err, optim.ErrConverged) {
			return asked
		} else {
			must(t, err)
		}
	}
	return asked
}

// TestDescentOfAQuadratic: by descent at rate r with momentum β the distance from the optimum follows e″ = (1 + β - rc)·e′
// - β·e, and with Nesterov's momentum e″ = (1 + β)(1 - rc)·e′ - β(1 - rc)·e. Either has the closed form of two geometric
// series.
func TestDescentOfAQuadratic(t *testing.T) {
	p := params(t, tensor.Float64, 1, 5, 5, 5, 5)
	for _, o := range []optim.SGD{{Rate: 0.05}, {Rate: 0.05, Momentum: 0.8}, {Rate: 0.05, Momentum: 0.8, Nesterov: true}} {
		w := [][]float64{p[0].Values()}
		const n = 12
		steps(t, start(t, o, p, nil), w, n, quadratic)
		for i, c := range curvatures {
			shrink := 1 - o.Rate*c
			sum, product := complex(shrink+o.Momentum, 0), complex(o.Momentum, 0)
			first := shrink // e₁/e₀
			if o.Nesterov {
				sum, product = complex((1+o.Momentum)*shrink, 0), complex(o.Momentum*shrink, 0)
				first = 1 - o.Rate*c*(1+o.Momentum)
			}
			want := (5 - float64(i)) * geometric(sum, product, first, n)
			if got := w[0][i] - float64(i); math.Abs(got-want) > 1e-12 {
				t.Errorf("%+v: distance %d is %g, want %g", o, i, got, want)
			}
		}
	}
}

// geometric is entry n of e″ = sum·e′ - product·e from 1 and first.
func geometric(sum, product complex128, first float64, n int) float64 {
	root := cmplx.Sqrt(sum*sum - 4*product)
	a, b := (sum+root)/2, (sum-root)/2
	u := (complex(first, 0) - b) / (a - b)
	return real(u*cmplx.Pow(a, complex(float64(n), 0)) + (1-u)*cmplx.Pow(b, complex(float64(n), 0)))
}

// TestLBFGS finds the optimum of a quadratic of four columns with few losses, and that of Rosenbrock's valley with about as
// many as gonum, whose own test takes about forty searches.
func TestLBFGS(t *testing.T) {
	p := params(t, tensor.Float64, 1, 5, 5, 5, 5)
	w := [][]float64{p[0].Values()}
	asked := steps(t, start(t, optim.LBFGS{}, p, nil), w, 50, quadratic)
	for i, v := range w[0] {
		if math.Abs(v-float64(i)) > 1e-9 {
			t.Errorf("weight %d is %g, want %d", i, v, i)
		}
	}
	if asked > 40 {
		t.Errorf("%d losses, want 40 at most", asked)
	}
	valley := [][]float64{{-1.2, 1}}
	asked = steps(t, start(t, optim.LBFGS{}, params(t, tensor.Float64, 1, 0, 0), nil), valley, 60, rosenbrock)
	if math.Abs(valley[0][0]-1)+math.Abs(valley[0][1]-1) > 1e-7 || asked > 100 {
		t.Errorf("%v after %d losses, want (1, 1) after 100 at most", valley, asked)
	}
}

func rosenbrock(w [][]float64) (float64, [][]float64, error) {
	x, y := w[0][0], w[0][1]
	a, b := 1-x, y-x*x
	return a*a + 100*b*b, [][]float64{{-2*a - 400*x*b, 200 * b}}, nil
}

// cliff is Rosenbrock's valley with no loss on one side of it.
func cliff(w [][]float64) (float64, [][]float64, error) {
	if w[0][1] > 2 {
		return math.Inf(1), nil, nil
	}
	return rosenbrock(w)
}

// trap is Rosenbrock's valley with a low loss, but no gradient, on one side of it.
func trap(w [][]float64) (float64, [][]float64, error) {
	if w[0][1] > 2 {
		return -5, [][]float64{{math.NaN(), 1}}, nil
	}
	return rosenbrock(w)
}

// TestLBFGSWhereThereIsNoLoss: a search turns back where there is no loss. Where no direction leads down, a step says so
// and changes nothing.
func TestLBFGSWhereThereIsNoLoss(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	for name, loss := range map[string]func([][]float64) (float64, [][]float64, error){"no loss": cliff, "no gradient": trap} {
		w := [][]float64{{-1.2, 1}}
		steps(t, start(t, optim.LBFGS{Rate: 1e6}, p, nil), w, 80, loss)
		if math.Abs(w[0][0]-1)+math.Abs(w[0][1]-1) > 1e-6 {
			t.Errorf("%s: ended at %v, want (1, 1)", name, w)
		}
	}
	run, at := start(t, optim.LBFGS{}, p, nil), &optim.Point{Weights: [][]float64{{0, 0}}, Gradient: [][]float64{{1, 0}}}
	at.At = func([][]float64) (float64, [][]float64, error) { return 1, [][]float64{{-1, 0}}, nil }
	if err := run.Step(at, 1); !errors.Is(err, optim.ErrConverged) || at.Weights[0][0] != 0 {
		t.Errorf("a wrong gradient: error %v, weights %v; want ErrConverged and the weights as they were", err, at.Weights)
	}
	own := errors.New("own")
	at.At = func([][]float64) (float64, [][]float64, error) { return 0, nil, own }
	if err := run.Step(at, 1); !errors.Is(err, own) {
		t.Errorf("a loss that fails: error %v, want its own", err)
	}
}

// TestStatesGoOnToTheBit: every optimiser goes on from its state as if it had not stopped.
func TestStatesGoOnToTheBit(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.1, WeightDecay: 0.1}, optim.SGD{Rate: 1e-4, Momentum: 0.9, Nesterov: true}, optim.LBFGS{Store: 3}} {
		p := params(t, tensor.Float64, 1, 0, 0)
		for _, cut := range []int{0, 1, 2, 5, 9} {
			whole, parts := [][]float64{{-1.2, 1}}, [][]float64{{-1.2, 1}}
			steps(t, start(t, o, p, nil), whole, 12, rosenbrock)
			before := start(t, o, p, nil)
			steps(t, before, parts, cut, rosenbrock)
			steps(t, start(t, o, p, before.State()), parts, 12-cut, rosenbrock)
			if !slices.Equal(whole[0], parts[0]) {
				t.Errorf("%s cut after %d: %v, want %v as in one", o.Traits().Name, cut, parts, whole)
			}
		}
	}
}

func TestBadSettingsAndSizes(t *testing.T) {
	p, nan := params(t, tensor.Float64, 2, 0.3, 0), math.NaN()
	for _, o := range []optim.Optimizer{optim.Adam{Rate: -1}, optim.Adam{Beta1: 1}, optim.Adam{Beta2: nan}, optim.Adam{Epsilon: -1}, optim.Adam{WeightDecay: math.Inf(1)},
		optim.SGD{Rate: nan}, optim.SGD{Momentum: 1}, optim.SGD{WeightDecay: -1}, optim.LBFGS{Store: -1}, optim.LBFGS{Rate: -1}} {
		if _, err := o.Start(p, nil); !errors.Is(err, optim.ErrSettings) {
			t.Errorf("%+v: error %v, want ErrSettings", o, err)
		}
	}
	other := &optim.State{Vectors: [][][]float64{{{1}}, {{1}}}}
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{}, optim.LBFGS{}} {
		if _, err := o.Start(p, other); !errors.Is(err, optim.ErrSettings) {
			t.Errorf("%+v: a state of another model: error %v, want ErrSettings", o, err)
		}
		if _, err := o.Start([]*graph.Param{nil}, nil); !errors.Is(err, optim.ErrSettings) {
			t.Errorf("%+v: a parameter that is nil: error %v, want ErrSettings", o, err)
		}
		run := start(t, o, p, nil)
		for name, g := range map[string][][]float64{"none": nil, "short": {{1}}} {
			if err := optim.Move(run, p, g, 1); !errors.Is(err, optim.ErrSettings) || p[0].At(0) != 0.3 {
				t.Errorf("%+v: gradient %s: error %v, want ErrSettings", o, name, err)
			}
		}
		if err := run.Step(nil, 1); !errors.Is(err, optim.ErrSettings) {
			t.Errorf("%+v: no point: error %v, want ErrSettings", o, err)
		}
	}
}

// TestStepsThatEndEarlyAreTakenAgain: a search that ends early leaves the state before its step, in the run and in what
// State returns.
func TestStepsThatEndEarlyAreTakenAgain(t *testing.T) {
	own, p := errors.New("own"), params(t, tensor.Float64, 1, 0, 0)
	for _, cut := range []int{0, 1, 2, 5, 9} {
		whole, parts := [][]float64{{-1.2, 1}}, [][]float64{{-1.2, 1}}
		steps(t, start(t, optim.LBFGS{Store: 3}, p, nil), whole, 12, rosenbrock)
		run := start(t, optim.LBFGS{Store: 3}, p, nil)
		steps(t, run, parts, cut, rosenbrock)
		at := &optim.Point{Weights: parts, At: func([][]float64) (float64, [][]float64, error) { return 0, nil, own }}
		var err error
		at.Loss, at.Gradient, err = rosenbrock(parts)
		must(t, err)
		if err := run.Step(at, 1); !errors.Is(err, own) {
			t.Fatal(err)
		}
		again := [][]float64{slices.Clone(parts[0])}
		steps(t, start(t, optim.LBFGS{Store: 3}, p, run.State()), again, 12-cut, rosenbrock)
		steps(t, run, parts, 12-cut, rosenbrock)
		if !slices.Equal(whole[0], parts[0]) || !slices.Equal(whole[0], again[0]) {
			t.Errorf("ended within step %d: %v and %v, want %v as in one", cut, parts, again, whole)
		}
	}
}

// TestMoveRefusesWhatIsNotFinite: a gradient, a factor or a step that is not finite, or a factor below 0, is refused
// before any optimiser sees it, since the weights would be of no use.
func TestMoveRefusesWhatIsNotFinite(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	p, err := params.Add("a", 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{Momentum: 0.9}} {
		run, err := o.Start(params.List(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := optim.Move(run, params.List(), [][]float64{{1, 1}}, -0.5); !errors.Is(err, optim.ErrSettings) || p.At(0) != 0 {
			t.Errorf("%T, a factor below 0: %v, weights %v", o, err, p.Values())
		}
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, err := range []error{optim.Move(run, params.List(), [][]float64{{1, bad}}, 1), optim.Move(run, params.List(), [][]float64{{1, 1}}, bad)} {
				if !errors.Is(err, optim.ErrSettings) || p.At(0) != 0 || p.At(1) != 0 {
					t.Errorf("%T, %v: %v, weights %v", o, bad, err, p.Values())
				}
			}
		}
	}
}

// TestMoveRefusesInfiniteWeights: a step to weights that the number type of the parameters cannot hold is refused, and
// leaves them as they are.
func TestMoveRefusesInfiniteWeights(t *testing.T) {
	for dtype, gradient := range map[tensor.Dtype]float64{tensor.Float64: 1e308, tensor.Float32: 1e38} {
		p := params(t, dtype, 1, 1, 2)
		if err := optim.Move(start(t, optim.SGD{Rate: 1e3}, p, nil), p, [][]float64{{0.5, gradient}}, 1); !errors.Is(err, optim.ErrSettings) || p[0].At(0) != 1 || p[0].At(1) != 2 {
			t.Errorf("%v: error %v, weights %v; want ErrSettings and the weights of before", dtype, err, p[0].Values())
		}
	}
}

// TestStepsMoveTheNumbersGiven: a step moves the numbers of a caller's slices, whatever the optimiser. LBFGS put other slices
// in their place, so that a loop that keeps its own took the same step again and again.
func TestStepsMoveTheNumbersGiven(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{Rate: 1e-4}, optim.LBFGS{}} {
		own := []float64{-1.2, 1}
		at := &optim.Point{Weights: [][]float64{own}, At: rosenbrock}
		at.Loss, at.Gradient, _ = rosenbrock(at.Weights)
		must(t, start(t, o, params(t, tensor.Float64, 1, 0, 0), nil).Step(at, 1))
		if loss, _, _ := rosenbrock([][]float64{own}); !(loss < at.Loss) {
			t.Errorf("%s: the caller's weights are %v after a step, with a loss of %v; want less than %v", o.Traits().Name, own, loss, at.Loss)
		}
	}
}
