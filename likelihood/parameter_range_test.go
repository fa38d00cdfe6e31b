// Parameters whose exponentials are scales and lengths of time: errors name those that a training has taken too far.

package likelihood_test

import (
	"io"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// TestScalesHaveExponentials: where the logarithm of a trained scale has no exponential, errors name the parameter.
func TestScalesHaveExponentials(t *testing.T) {
	narrow, err := base.NewDiagonalGaussian([]float64{1, -2}, []float64{0.5, 0.25})
	flowtest.Must(t, err)
	full, err := base.NewGaussian([]float64{1, -2}, mat.NewSymDense(2, []float64{1, 0.5, 0.5, 1}))
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{1, 1}, narrow, full)
	flowtest.Must(t, err)
	for name, p0 := range map[string]base.Base{"base.factor": full, "base.1.factor": mixture} {
		flow, err := likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Base: p0, TrainBase: true})
		flowtest.Must(t, err)
		params := flow.Params()
		flowtest.Must(t, flow.Update(t.Context(), func() error { params[len(params)-1].Set(3, -800); return nil }))
		_, scoring := flow.LogProb(t.Context(), flowtest.Points(3, 2, 1))
		_, drawing := flow.Sample(t.Context(), 3, 1)
		_, building := likelihood.NewEnsemble(nil, likelihood.Member{Weight: 1, Base: p0})
		for call, err := range map[string]error{"LogProb": scoring, "Sample": drawing, "NewEnsemble": building} {
			if !errors.Is(err, likelihood.ErrSettings) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %v, want %v with the name %s", call, err, likelihood.ErrSettings, name)
			}
		}
	}
}

// TestTrainedExponentsAreInRange: the logarithms of a duration and of a norm's scale have exponentials, or errors name
// them. What Load would refuse is not saved.
func TestTrainedExponentsAreInRange(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{TrainTime: true})
	stack, err := likelihood.NewStack([]dynamics.Field{flowtest.BentField(t, 2), flowtest.BentField(t, 2)},
		&likelihood.StackSettings{Flow: likelihood.Settings{TrainTime: true}, Norm: &likelihood.NormSettings{}})
	flowtest.Must(t, err)
	for _, f := range []*likelihood.Flow{flow, stack} {
		for _, p := range f.Params() {
			if p.Name != "time.log_duration" && p.Name != "norm.1.weight" {
				continue
			}
			for _, v := range []float64{800, -800} {
				flowtest.Must(t, f.Update(t.Context(), func() error { p.Set(0, v); return nil }))
				_, scoring := f.LogProb(t.Context(), flowtest.Points(3, 2, 1))
				for call, err := range map[string]error{"LogProb": scoring, "Save": f.Save(io.Discard)} {
					if !errors.Is(err, likelihood.ErrSettings) || !strings.Contains(err.Error(), p.Name) {
						t.Errorf("%s of %v: %v, want %v with the name %s", call, v, err, likelihood.ErrSettings, p.Name)
					}
				}
			}
			flowtest.Must(t, f.Update(t.Context(), func() error { p.Set(0, 0); return nil }))
		}
	}
}
