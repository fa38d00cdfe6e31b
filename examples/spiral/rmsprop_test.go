// RMSprop against its closed form, and resumed from a state.

package main

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// TestRMSpropUnderAConstantGradient: under a constant gradient g the mean of squares after n steps is (1 − 0.99ⁿ)·g²,
// so that a step has the length rate/√(1 − 0.99ⁿ), whatever the size of g. A run that resumes from a state goes on with
// it.
func TestRMSpropUnderAConstantGradient(t *testing.T) {
	all := graph.NewParams(tensor.Float64)
	if _, err := all.Add("w", 1, 2); err != nil {
		t.Fatal(err)
	}
	p := all.List()
	run, err := rmsProp{0.01}.Start(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for n := 1; n <= 40; n++ {
		if n == 20 { // resume from the state of the run
			if run, err = (rmsProp{0.01}).Start(p, run.State()); err != nil {
				t.Fatal(err)
			}
		}
		if err := optim.Move(run, p, [][]float64{{7, -300}}, 0.5); err != nil {
			t.Fatal(err)
		}
		want += 0.5 * 0.01 / math.Sqrt(1-math.Pow(rmsDecay, float64(n)))
	}
	if a, b := p[0].At(0), p[0].At(1); !(math.Abs(a+want) <= 1e-8) || !(math.Abs(b-want) <= 1e-8) {
		t.Errorf("weights are %.10g and %.10g, want ∓%.10g", a, b, want)
	}
	if _, err := (rmsProp{0.01}).Start(p, &optim.State{}); err == nil {
		t.Error("a state without a vector: no error")
	}
}
