// Sparse4: two divergences a step.

package likelihood_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// TestTwoDivergencesAStep: with weights of its own the log-density takes the divergence at two stages of Sparse4, and
// with the weights of the states at three: that is as many evaluations, and a tenth more operations at least.
func TestTwoDivergencesAStep(t *testing.T) {
	x := flowtest.Points(32, 2, 1)
	work := func(tab *tableau.Tableau) (int, float64) {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 1})
		flowtest.Must(t, err)
		d, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tab, Steps: 4}}).LogProbWith(t.Context(), x, nil)
		flowtest.Must(t, err)
		return d.Stats.Evaluations, d.Stats.Flops
	}
	three := *tableau.Sparse4
	three.BQuadrature = nil
	n2, two := work(tableau.Sparse4)
	n3, more := work(&three)
	if n2 != n3 || n2 != 32*(1+4*4) || !(more > 1.1*two) {
		t.Errorf("%d and %d evaluations, %.0f and %.0f operations", n2, n3, two, more)
	}
}
