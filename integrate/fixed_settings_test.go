// Settings of the error control beside a number of steps.

package integrate_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
)

// TestFixedStepsIgnoreErrorControl: tolerances that the number type does not resolve, and step sizes that contradict each
// other, have no effect beside Steps and StepSize: solutions and events are the same to the last bit, and gradients are found.
func TestFixedStepsIgnoreErrorControl(t *testing.T) {
	for _, s := range []integrate.Settings{{Steps: 9}, {StepSize: 0.2}} {
		sys := odetest.Eventful(t)
		solve := func(s integrate.Settings) string {
			p := odetest.NetworkProblem[float64](12, 0.2, 1.7)
			p.SaveAt = []float64{0.25, 0.5, 1}
			out := mustSolve(t, mustSolver[float64](t, sys, &s), p)
			return fmt.Sprint(out.Y, out.Saved, out.Events, out.Status)
		}
		want := solve(s)
		s.RTol, s.ATol, s.MinStep, s.MaxStep, s.FirstStep = 1e-17, 1e-40, 2, 1e-3, 7
		if got := solve(s); got != want {
			t.Errorf("%+v: got %s, want %s", s, got, want)
		}
		net := odetest.Network[float64](t, 1)
		_, err := mustSolver[float64](t, net, &s).Gradient(t.Context(), odetest.NetworkProblem[float64](3, 0, 1), odetest.Weighted[float64](net), &integrate.GradientSettings{Method: integrate.Backsolve})
		if err != nil {
			t.Errorf("%+v: the gradient by backsolve: %v", s, err)
		}
	}
}
