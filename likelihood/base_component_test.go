// A component of a mixture as a base of its own.

package likelihood_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

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
