// A component of a mixture as a base of its own.

package likelihood_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

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

// TestComponentIsABase: a flow that starts from a component is saved and loaded. Changes of the component do not change
// the mixture.
func TestComponentIsABase(t *testing.T) {
	narrow, err := base.NewDiagonalGaussian([]float64{1, -2}, []float64{0.5, 0.25})
	flowtest.Must(t, err)
	wide, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{2, 3})
	flowtest.Must(t, err)
	mixture, err := base.NewMixture([]float64{0.3, 0.7}, narrow, wide)
	flowtest.Must(t, err)
	component := mixture.Components()[0]
	flow, err := likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Base: component, TrainBase: true})
	flowtest.Must(t, err)
	x := flowtest.Points(5, 2, 1)
	want, err := flow.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	var file bytes.Buffer
	flowtest.Must(t, flow.Save(&file))
	loaded, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	got, err := loaded.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	if !slices.Equal(got, want) {
		t.Errorf("the loaded flow has %v, was %v", got, want)
	}
	point := []float64{0.8, -1.9}
	before := mixture.LogProb(point)
	component.Params().List()[0].Set(0, 40)
	if after := mixture.LogProb(point); after != before || component.LogProb(point) == narrow.LogProb(point) {
		t.Errorf("the mixture follows its component: log p %v, was %v", after, before)
	}
}
