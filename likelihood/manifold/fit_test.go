// Training on a manifold: gradients, a fit, and a refused standardisation.

package manifold_test

import (
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestGradient: with a uniform base and with a mixture, the gradient with respect to the weights gives the slope of the
// loss in a random direction.
func TestGradient(t *testing.T) {
	m := manifold.Sphere(3)
	mixture, err := manifold.NewMixture([]float64{1, 2}, points(m, 2, 1), []float64{0.5, 8})
	flowtest.Must(t, err)
	for _, base := range []*manifold.Mixture{nil, mixture} {
		s := &likelihood.Settings{}
		if base != nil {
			s.Base = base
		}
		flow, err := manifold.New(m, network(t, m, 2), s)
		flowtest.Must(t, err)
		x := points(m, 12, 4)
		g, err := flow.Gradient(t.Context(), x, nil)
		flowtest.Must(t, err)
		const h = 1e-4
		var ahead, behind [][]float64
		slope, rng := 0.0, rand.New(rand.NewPCG(1, 2))
		for k, p := range flow.Params() {
			ahead, behind = append(ahead, p.Values()), append(behind, p.Values())
			for i := range ahead[k] {
				d := rng.NormFloat64()
				ahead[k][i] += h * d
				behind[k][i] -= h * d
				slope += d * g.Params[k][i]
			}
		}
		losses := make([]float64, 2)
		for side, values := range [][][]float64{ahead, behind} {
			for k, p := range flow.Params() {
				flowtest.Must(t, p.SetAll(values[k]))
			}
			flowtest.Touch(flow)
			moved, err := flow.Gradient(t.Context(), x, nil)
			flowtest.Must(t, err)
			losses[side] = moved.Loss
		}
		flowtest.CloseTo(t, "slope of the loss", []float64{slope}, []float64{(losses[0] - losses[1]) / (2 * h)}, 1e-3)
	}
}

// TestFit: a flow that starts from the uniform density comes near the entropy of its training rows.
func TestFit(t *testing.T) {
	m := manifold.Sphere(3)
	truth, err := manifold.NewMixture([]float64{1, 1}, [][]float64{{0, 0, 1}, {1, 0, 0}}, []float64{15, 10})
	flowtest.Must(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	x, entropy := make([][]float64, 2000), 0.0
	for i := range x {
		x[i] = truth.RandStream(make([]float64, 3), rng)
		entropy -= truth.LogProb(x[i]) / float64(len(x))
	}
	net, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{32, 32}, Seed: 1})
	flowtest.Must(t, err)
	flow, err := manifold.New(m, net, nil)
	flowtest.Must(t, err)
	settings := &train.Settings{Iterations: 80, Batch: 128, Optimizer: optim.Adam{Rate: 1e-2}, HoldOut: -1, KeepStandardization: true, Progress: io.Discard}
	_, err = train.Fit(t.Context(), flow, x, settings)
	flowtest.Must(t, err)
	logp, err := flow.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	if got := -train.NewScore(logp).Mean; got > entropy+0.15 || got < entropy-0.1 {
		t.Errorf("negative log-likelihood %.3f, the data's own density has %.3f, the uniform %.3f", got, entropy, math.Log(4*math.Pi))
	}
	settings.KeepStandardization = false
	_, err = train.Fit(t.Context(), flow, x, settings)
	flowtest.WantError(t, "a fit that would standardise", err, likelihood.ErrSettings)
}
