// Files of stacks with norms and a base.

package likelihood_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
)

func TestStackFilesRoundTrip(t *testing.T) {
	base, err := base.NewMixture([]float64{1, 2}, mustGaussian(t, 0), mustGaussian(t, 1))
	flowtest.Must(t, err)
	for _, norm := range []*likelihood.NormSettings{nil, {Share: 0.3}, {Ends: true, Share: 0.3}} {
		stack := newTestStack(t, 2, 2, dynamics.MLPSettings{Hidden: []int{5}}, &likelihood.StackSettings{
			Flow: likelihood.Settings{Base: base, TrainBase: true, TrainTime: true}, Norm: norm})
		flowtest.Must(t, stack.Standardize([]float64{1, 2}, []float64{0.1, 1. / 3}))
		stack.Flows()[1].Duration().Set(0, 0.2)
		flowtest.Touch(stack)
		var file, again bytes.Buffer
		flowtest.Must(t, stack.Save(&file))
		text := file.String()
		loaded, err := likelihood.Load(&file)
		flowtest.Must(t, err)
		want, err := stack.Gradient(context.Background(), flowtest.Points(4, 2, 1), nil)
		flowtest.Must(t, err)
		got, err := loaded.Gradient(context.Background(), flowtest.Points(4, 2, 1), nil)
		flowtest.Must(t, err)
		if what := differs(got, want); what != "" {
			t.Errorf("the gradient of the loaded stack differs: %s", what)
		}
		flowtest.Must(t, loaded.Save(&again))
		if again.String() != text {
			t.Error("the loaded stack gives another file")
		}
		_, err = likelihood.Load(strings.NewReader(strings.Replace(text, `Share\":0`, `Share\":1`, 1)))
		flowtest.WantError(t, "damaged", err, modelfile.ErrUnusable)
	}
}

func mustGaussian(t testing.TB, mean float64) *base.Gaussian {
	g, err := base.NewDiagonalGaussian([]float64{mean, -mean}, []float64{1, 2})
	flowtest.Must(t, err)
	return g
}
