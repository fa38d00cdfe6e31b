// Flows of zuko whose network does not read the time: freqs = 0.

package torch_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/torch"
)

// timeless is the state of CNF(2, freqs=0, hidden_features=()), whose equation is dz/dt = (z₁, -z₂)/2.
func timeless() torch.StateDict {
	return torch.StateDict{
		"transform.times": {Shape: []int{2}, Values: []float64{0, 1}, Dtype: "F64"}, "transform.freqs": {Shape: []int{0}, Dtype: "F64"},
		"base.loc": {Shape: []int{2}, Values: []float64{0, 0}, Dtype: "F64"}, "base.scale": {Shape: []int{2}, Values: []float64{1, 1}, Dtype: "F64"},
		"transform.ode.0.weight": {Shape: []int{2, 2}, Values: []float64{0.5, 0, 0, -0.5}, Dtype: "F64"}, "transform.ode.0.bias": {Shape: []int{2}, Values: []float64{0, 0}, Dtype: "F64"},
	}
}

// TestZukoWithoutFrequencies: the flow has the density of the equation's solution, and is written as it was.
func TestZukoWithoutFrequencies(t *testing.T) {
	state := timeless()
	flow, report, err := torch.Zuko(state, &torch.ZukoSettings{Adjust: tight})
	if err != nil {
		t.Fatalf("%v\n%v", err, report)
	}
	logp, err := flow.LogProb(context.Background(), [][]float64{{0.3, -0.8}})
	flowtest.Must(t, err)
	if want := -math.Log(2*math.Pi) - (0.09*math.E+0.64/math.E)/2; math.Abs(logp[0]-want) > 1e-8 {
		t.Errorf("log p is %v, want %v", logp[0], want)
	}
	written, err := torch.ZukoState(flow)
	flowtest.Must(t, err)
	if !reflect.DeepEqual(written, state) {
		t.Errorf("written as %v, want %v", written, state)
	}
}

// TestZukoNamesTheActivation: one with a parameter is refused by its name, not by the width of a layer.
func TestZukoNamesTheActivation(t *testing.T) {
	_, _, err := torch.Zuko(timeless(), &torch.ZukoSettings{Activation: dynamics.Swish})
	if err == nil || !strings.Contains(err.Error(), "Activation is swish") {
		t.Errorf("%v, want the activation to be named", err)
	}
}
