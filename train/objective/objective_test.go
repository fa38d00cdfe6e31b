// Objectives of a flow: gradients against differences, parts that add up, bits by workers, what is refused.

package objective_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"gonum.org/v1/gonum/floats"
)

func newFlow(t *testing.T, cond int, s likelihood.Settings) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{6}, Float64: true, Cond: cond, Seed: 2})
	must(t, err)
	f, err := likelihood.New(field, &s)
	must(t, err)
	must(t, f.Standardize([]float64{1, -2}, []float64{2, 0.5}))
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rows are normal, with mean (1, -2) and deviation (2, 0.5).
func rows(n int, seed uint64) [][]float64 {
	r, x := rand.New(rand.NewPCG(seed, 1)), make([][]float64, n)
	for i := range x {
		x[i] = []float64{1 + 2*r.NormFloat64(), -2 + 0.5*r.NormFloat64()}
	}
	return x
}

var tight = likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-9, ATol: 1e-9}, Penalties: likelihood.Penalties{Kinetic: 0.1, Frobenius: 0.2}}

var objectives = map[string]objective.Objective{
	"maximum likelihood": objective.MaximumLikelihood{},
	"matching":           objective.FlowMatching{Sigma: 0.1},
	"optimal transport":  objective.FlowMatching{Coupling: objective.OptimalTransport},
}

// batch has conditions, two of them equal, and weights.
func batch(n int) *objective.Batch {
	b := &objective.Batch{X: rows(n, 3), Condition: rows(n, 4), Seed: 7}
	copy(b.Condition[1], b.Condition[0])
	for i := range n {
		b.Weights = append(b.Weights, float64(i%3+1)/float64(n))
	}
	return b
}

// TestGradientIsTheDerivative: the gradient of every objective is the derivative of its loss at one seed.
func TestGradientIsTheDerivative(t *testing.T) {
	for name, o := range objectives {
		f := newFlow(t, 2, tight)
		loss, err := o.Bind(f, 5)
		must(t, err)
		b := batch(5)
		g, err := loss.Gradient(t.Context(), b)
		must(t, err)
		for i, p := range f.Params() {
			k := (3 * i) % p.Len()
			at, h := p.At(k), 1e-4
			value := func(v float64) float64 {
				p.Set(k, v)
				p.Params().Touch()
				g, err := loss.Gradient(t.Context(), b)
				must(t, err)
				return g.Loss
			}
			want := (8*(value(at+h)-value(at-h)) - (value(at+2*h) - value(at-2*h))) / (12 * h)
			value(at)
			if d := math.Abs(g.Params[i][k] - want); d > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s: %s is %g, want %g", name, p.Name, g.Params[i][k], want)
			}
		}
	}
}

// TestPartsAddUp: the parts of a batch add up to the whole, with weights and without.
func TestPartsAddUp(t *testing.T) {
	for name, o := range objectives {
		for _, weighted := range []bool{true, false} {
			f := newFlow(t, 2, tight)
			loss, err := o.Bind(f, 9)
			must(t, err)
			b := batch(9)
			if !weighted {
				b.Weights = nil
			}
			g, err := loss.Gradient(t.Context(), b)
			must(t, err)
			for _, part := range [][2]int{{0, 4}, {4, 9}} {
				b.Lo, b.Hi = part[0], part[1]
				own, err := loss.Gradient(t.Context(), b)
				must(t, err)
				g.Loss -= own.Loss
				for i, values := range own.Params {
					for k, v := range values {
						g.Params[i][k] -= v
					}
				}
			}
			if rest := floats.Norm(slices.Concat(g.Params...), math.Inf(1)); math.Abs(g.Loss) > 1e-12 || rest > 1e-12 {
				t.Errorf("%s, weights %v: the parts differ by %g and %g", name, weighted, g.Loss, rest)
			}
		}
	}
}

// unsampled is a base that knows its density alone.
type unsampled struct{}

func (unsampled) LogProb(x []float64) float64 { return base.Standard{}.LogProb(x) }

// onA is a flow on a manifold of two columns.
func onA(t *testing.T, m manifold.Manifold) *likelihood.Flow {
	t.Helper()
	network, err := dynamics.NewMLP(m.Embedded(), &dynamics.MLPSettings{Hidden: []int{4}})
	must(t, err)
	f, err := manifold.New(m, network, nil)
	must(t, err)
	return f
}

func TestWhatIsRefused(t *testing.T) {
	flow := newFlow(t, 0, likelihood.Settings{})
	stack, err := likelihood.NewStack([]dynamics.Field{flow.Field()}, nil)
	must(t, err)
	for name, c := range map[string]struct {
		o    objective.Objective
		m    objective.Model
		rows int
		want error
	}{
		"a sphere":   {objective.FlowMatching{}, onA(t, manifold.Sphere(2)), 9, likelihood.ErrSettings},
		"a torus":    {objective.FlowMatching{}, onA(t, manifold.Torus(2)), 9, nil},
		"a stack":    {objective.FlowMatching{}, stack, 9, likelihood.ErrSettings},
		"one row":    {objective.FlowMatching{Coupling: objective.OptimalTransport}, flow, 1, likelihood.ErrSettings},
		"a coupling": {objective.FlowMatching{Coupling: 7}, flow, 9, likelihood.ErrSettings},
		"sigma":      {objective.FlowMatching{Sigma: math.NaN()}, flow, 9, likelihood.ErrSettings},
		"no sampler": {objective.FlowMatching{}, newFlow(t, 0, likelihood.Settings{Base: unsampled{}}), 9, base.ErrNoSampler},
		"no model":   {objective.FlowMatching{}, nil, 9, likelihood.ErrSettings},
		"below 0":    {objective.FlowMatching{Sigma: -1}, flow, 9, likelihood.ErrSettings},
	} {
		if _, err := c.o.Bind(c.m, c.rows); !errors.Is(err, c.want) {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
	}
}

// TestBatchesAreChecked: no objective takes a batch that is none, a part that the batch does not have, or rows of
// another width. They panicked, or read numbers beyond the batch.
func TestBatchesAreChecked(t *testing.T) {
	x := rows(10, 3)
	for name, o := range objectives {
		loss, err := o.Bind(newFlow(t, 0, likelihood.Settings{}), 5)
		must(t, err)
		for _, b := range []*objective.Batch{nil, {N: 5}, {X: x[:5], Lo: -1, Hi: 2}, {X: x[:5], Lo: 5, Hi: 2}, {X: x[:5], Lo: 3}, {X: x[:5], Hi: 6},
			{X: x[:5], Weights: []float64{1}}, {X: x[:5], Condition: x[:2]}, {X: [][]float64{{1, 2}, {3}}}, {X: [][]float64{{1, 2, 3}}}} {
			if g, err := loss.Gradient(t.Context(), b); g != nil || err == nil {
				t.Errorf("%s: batch %+v has the gradient %v, error %v; want an error alone", name, b, g, err)
			}
		}
	}
}
