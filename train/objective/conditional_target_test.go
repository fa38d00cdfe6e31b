// Targets of flows with conditions: posteriors of any observation recovered, parts of a batch, and what is refused.

package objective_test

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// posteriorAt is the density of (θ₀, θ₁) ~ N(0, I) and y = θ₀ + ε/2 at y, with a second condition that θ₁ has as its mean.
// Given y, θ₀ is N(0.8y, 0.2), and the density has the integral N(y; 0, 1.25).
func posteriorAt(x, c []float64) (float64, []float64) {
	u, v := 2*(c[0]-x[0]), x[1]-c[1]
	return -(x[0]*x[0]+u*u+v*v)/2 - 1.5*math.Log(2*math.Pi) + math.Log(2), []float64{2*u - x[0], -v}
}

var posterior = objective.Target{
	Batch: func(x, c [][]float64) (logp []float64, gradient [][]float64) {
		for i := range x {
			value, slope := posteriorAt(x[i], c[i])
			logp, gradient = append(logp, value), append(gradient, slope)
		}
		return logp, gradient
	},
	Condition: func(c []float64, rng *rand.Rand) {
		c[0], c[1] = rng.NormFloat64()+rng.NormFloat64()/2, 2*rng.Float64()-1
	},
	Name: "posterior",
}

// TestConditionalTargetRecoversPosteriors: one flow has the mean, the deviation and the evidence of the posterior of each
// observation.
func TestConditionalTargetRecoversPosteriors(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16}, Cond: 2, Seed: 2})
	must(t, err)
	f, err := likelihood.New(field, nil)
	must(t, err)
	_, err = train.Fit(t.Context(), f, nil, &train.Settings{
		Objective: posterior, Iterations: 300, Batch: 128, Optimizer: optim.Adam{Rate: 0.02}, Seed: 1, Average: 0.95, Progress: io.Discard,
	})
	must(t, err)
	for _, c := range [][]float64{{1.5, 0.5}, {-1, -0.8}} {
		s, err := f.SampleWith(t.Context(), 2000, 3, &likelihood.SampleRequest{Condition: [][]float64{c}, LogProb: true})
		must(t, err)
		mean, std, err := likelihood.Moments(s.X, nil)
		must(t, err)
		evidence := 0.0
		for i, x := range s.X {
			logp, _ := posteriorAt(x, c)
			evidence += (logp - s.LogProb[i]) / 2000
		}
		for _, k := range []struct {
			what      string
			got, want float64
		}{
			{"mean of θ₀", mean[0], 0.8 * c[0]}, {"deviation of θ₀", std[0], math.Sqrt(0.2)}, {"mean of θ₁", mean[1], c[1]}, {"deviation of θ₁", std[1], 1},
			{"evidence", evidence, -c[0]*c[0]/2.5 - math.Log(2*math.Pi*1.25)/2},
		} {
			if math.Abs(k.got-k.want) > 0.1 {
				t.Errorf("given %v: %s is %g, want %g", c, k.what, k.got, k.want)
			}
		}
	}
}

// TestConditionalTargetByParts: gradients of parts of a batch add up to that of the batch, as the conditions are drawn for
// all of its points.
func TestConditionalTargetByParts(t *testing.T) {
	loss, err := posterior.Bind(newFlow(t, 2, likelihood.Settings{}), 30)
	must(t, err)
	whole, err := loss.Gradient(t.Context(), &objective.Batch{N: 30, Seed: 5})
	must(t, err)
	sum := 0.0
	for _, part := range [][2]int{{0, 7}, {7, 8}, {8, 30}} {
		g, err := loss.Gradient(t.Context(), &objective.Batch{N: 30, Seed: 5, Lo: part[0], Hi: part[1]})
		must(t, err)
		sum += g.Loss
	}
	if math.Abs(sum-whole.Loss) > 1e-9 {
		t.Errorf("parts have a loss of %v, the batch has %v", sum, whole.Loss)
	}
	other, err := loss.Gradient(t.Context(), &objective.Batch{N: 30, Seed: 6})
	must(t, err)
	if slices.Equal(other.Params[0], whole.Params[0]) {
		t.Error("two seeds have one gradient")
	}
}

func TestConditionalTargetRefuses(t *testing.T) {
	without, with := newFlow(t, 0, likelihood.Settings{}), newFlow(t, 2, likelihood.Settings{})
	both, undrawn := posterior, posterior
	both.LogDensity, undrawn.Condition = tilted, nil
	for name, c := range map[string]struct {
		o objective.Target
		m objective.Model
	}{
		"no conditions":    {posterior, without},
		"both":             {both, with},
		"neither":          {objective.Target{Condition: posterior.Condition}, with},
		"no draws":         {undrawn, with},
		"LogDensity alone": {objective.Target{LogDensity: tilted}, with},
		"a useless draw":   {objective.Target{LogDensity: tilted, Condition: posterior.Condition}, without},
	} {
		if _, err := c.o.Bind(c.m, 9); !errors.Is(err, likelihood.ErrSettings) {
			t.Errorf("%s: error is %v, want %v", name, err, likelihood.ErrSettings)
		}
	}
	bad := posterior
	bad.Condition = func([]float64, *rand.Rand) { panic("no") }
	_, err := train.Fit(t.Context(), with, nil, &train.Settings{Objective: bad, Iterations: 2, Progress: io.Discard})
	if !errors.As(err, new(*graph.PanicError)) {
		t.Errorf("draws that panic: %v", err)
	}
	bad.Condition = func(c []float64, _ *rand.Rand) { c[1] = math.NaN() }
	var entry *likelihood.DataError
	_, err = train.Fit(t.Context(), with, nil, &train.Settings{Objective: bad, Iterations: 2, Progress: io.Discard})
	if !errors.As(err, &entry) || entry.What != "condition" || entry.Column != 1 {
		t.Errorf("a condition that is NaN: %v", err)
	}
}
