// What flow matching leads to: the closed-form optimum of a Gaussian, samples that pass a two-sample test, draws that do
// not depend on conditions.

package objective_test

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
)

// TestTransportKnowsMinusZero: 0 and -0 are equal conditions.
func TestTransportKnowsMinusZero(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Cond: 1})
	must(t, err)
	f, err := likelihood.New(field, nil)
	must(t, err)
	loss, err := objective.FlowMatching{Coupling: objective.OptimalTransport}.Bind(f, 20)
	must(t, err)
	var found []float64
	for _, zero := range []float64{0, math.Copysign(0, -1)} {
		condition := make([][]float64, 20)
		for i := range condition {
			condition[i] = []float64{[]float64{0, zero, 1}[i%3]}
		}
		g, err := loss.Gradient(t.Context(), &objective.Batch{X: correlated(20, 1), Condition: condition, Seed: 3})
		must(t, err)
		found = append(found, g.Loss)
	}
	if found[0] != found[1] {
		t.Errorf("a loss of %g, with -0 %g; want the same", found[0], found[1])
	}
}

// fit trains a flow of two columns by flow matching.
func fit(t *testing.T, x [][]float64, cond int, s train.Settings) (*likelihood.Flow, *train.Result) {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{32, 32}, Cond: cond, Seed: 2})
	must(t, err)
	f, err := likelihood.New(field, nil)
	must(t, err)
	s.Progress, s.Optimizer, s.Batch = io.Discard, optim.Adam{Rate: 5e-3}, 256
	r, err := train.Fit(t.Context(), f, x, &s)
	must(t, err)
	return f, r
}

// correlated rows are normal with deviations 3 and 0.5 and correlation 0.6.
func correlated(n int, seed uint64) [][]float64 {
	r, x := rand.New(rand.NewPCG(seed, 5)), make([][]float64, n)
	for i := range x {
		u, v := r.NormFloat64(), r.NormFloat64()
		x[i] = []float64{5 + 3*u, -1 + 0.5*(0.6*u+0.8*v)}
	}
	return x
}

// leastLoss is the mean over both columns and over s of the variance of x₁ - x₀ given z, for x₁ normal with correlation
// 0.6. Along the principal axes x₁ has the variances 1.6 and 0.4.
func leastLoss() float64 {
	return quad.Fixed(func(s float64) (sum float64) {
		for _, c := range []float64{1.6, 0.4} {
			k := s*c - (1 - s)
			sum += (c + 1 - k*k/((1-s)*(1-s)+s*s*c)) / 2
		}
		return sum
	}, 0, 1, 30, nil, 0)
}

// TestMatchingAGaussian: matching a Gaussian reaches the least loss there is, and the density is that of the Gaussian: the
// mean log-density is minus its entropy. A coupling by optimal transport does too. Its least loss would be 0 for batches of
// all rows there are, since the map of one Gaussian to another is straight.
func TestMatchingAGaussian(t *testing.T) {
	x := correlated(4000, 1)
	entropy := math.Log(3*0.5*0.8) + math.Log(2*math.Pi*math.E)
	for coupling, want := range map[objective.Coupling]float64{objective.Independent: leastLoss(), objective.OptimalTransport: 0} {
		o := objective.FlowMatching{Coupling: coupling}
		s := train.Settings{Objective: o, Iterations: 400, Average: 0.98, Seed: 1}
		if coupling == objective.OptimalTransport {
			s.Iterations = 150
		}
		f, r := fit(t, x, 0, s)
		logp, err := f.LogProb(t.Context(), correlated(1000, 2))
		must(t, err)
		if excess := -floats.Sum(logp)/1000 - entropy; math.Abs(excess) > 0.08 {
			t.Errorf("%v: a mean log-density that is off by %g nats", coupling, excess)
		}
		var last float64
		for _, h := range r.History[len(r.History)-50:] {
			last += h.Loss / 50
		}
		if bound := 0.08; math.Abs(last-want) > bound {
			t.Errorf("%v: a loss of %g, want %g ± %g", coupling, last, want, bound)
		}
	}
}

// energy is the energy distance of the first n rows to the others, by their distances.
func energy(d [][]float64, order []int, n int) (e float64) {
	m := len(order) - n
	for i, a := range order {
		for j, b := range order {
			switch {
			case i < n && j < n:
				e -= d[a][b] / float64(n*n)
			case i >= n && j >= n:
				e -= d[a][b] / float64(m*m)
			default:
				e += d[a][b] / float64(n*m)
			}
		}
	}
	return e
}

// rank is the share of permutations with a larger energy distance than two samples have (Székely and Rizzo, 2004).
func rank(x, y [][]float64) float64 {
	all := slices.Concat(x, y)
	d := make([][]float64, len(all))
	for i, a := range all {
		for _, b := range all {
			d[i] = append(d[i], floats.Distance([]float64{a[0] / 3, a[1] * 2}, []float64{b[0] / 3, b[1] * 2}, 2))
		}
	}
	order, rng, above := make([]int, len(all)), rand.New(rand.NewPCG(1, 6)), 0
	for i := range order {
		order[i] = i
	}
	found := energy(d, order, len(x))
	for range 200 {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if energy(d, order, len(x)) > found {
			above++
		}
	}
	return float64(above) / 200
}

// TestSamplesOfAMatchedFlow: samples of a matched flow pass a two-sample test against rows that the flow has not seen.
// Samples of a flow that is hardly trained do not.
func TestSamplesOfAMatchedFlow(t *testing.T) {
	bent := func(n int, seed uint64) [][]float64 {
		x := correlated(n, seed)
		for _, row := range x {
			row[1] += 0.1 * (row[0] - 5) * (row[0] - 5)
		}
		return x
	}
	for iterations, passes := range map[int]bool{1200: true, 5: false} {
		f, _ := fit(t, bent(4000, 1), 0, train.Settings{Objective: objective.FlowMatching{}, Iterations: iterations, Average: 0.99, HoldOut: -1, Seed: 1})
		samples, err := f.Sample(t.Context(), 250, 3)
		must(t, err)
		if p := rank(samples, bent(250, 4)); (p > 0.05) != passes {
			t.Errorf("after %d iterations the test gives %g, want more than 0.05: %t", iterations, p, passes)
		}
	}
}

// TestTransportKeepsTheBase: draws that are joined with rows of two conditions are draws of the base under each condition.
// With one coupling for all, the lower half of the draws would go to the lower condition. Weights do not change the draws
// either.
func TestTransportKeepsTheBase(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	var x, c [][]float64
	var w []float64
	for i := range 3000 {
		k := float64(i % 2)
		x, c, w = append(x, []float64{4*k + 0.1*r.NormFloat64(), r.NormFloat64()}), append(c, []float64{k}), append(w, 1+3*k)
	}
	f, _ := fit(t, x, 1, train.Settings{Objective: objective.FlowMatching{Coupling: objective.OptimalTransport}, Condition: c, Weights: w, Iterations: 300, HoldOut: -1, Average: 0.97, Seed: 1})
	for _, k := range []float64{0, 1} {
		s, err := f.SampleWith(t.Context(), 500, 3, &likelihood.SampleRequest{Condition: [][]float64{{k}}})
		must(t, err)
		var mean, square float64
		for _, row := range s.X {
			mean += row[0] / 500
			square += (row[0] - 4*k) * (row[0] - 4*k) / 500
		}
		if math.Abs(mean-4*k) > 0.2 || math.Sqrt(square) > 0.8 {
			t.Errorf("condition %g: mean %g, deviation %g; want %g and less than 0.8", k, mean, math.Sqrt(square), 4*k)
		}
	}
}
