// Replay against the derivatives of all steps as one graph.

package integrate_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// TestReplayIsDirect: replay gives the derivatives of the graph of all steps, for every tableau, for steps of each row's
// own and shared ones, fixed and adaptive.
func TestReplayIsDirect(t *testing.T) {
	for i, tab := range append([]*tableau.Tableau{tableau.Rodas5P}, odetest.Explicit...) {
		for j, control := range []bool{false, true} {
			for k, steps := range []int{0, 5} {
				if steps == 0 && tab.BErr == nil || !long.Takes(i+j+k, 2) {
					continue
				}
				t.Run(fmt.Sprintf("%s/%v/%d", tab.Name, control, steps), func(t *testing.T) {
					sys := odetest.Network[float64](t, 1)
					s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: steps, RTol: 1e-3, ATol: 1e-3, Lanes: 4, BlockRows: 5, Shared: control})
					p := odetest.NetworkProblem[float64](7, 0.9, -0.3)
					p.Y[1] = []float64{1, 2, 3, 4, 5, 6, 7}
					gradient := func(method integrate.Method) *integrate.Gradient[float64] {
						g, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), &integrate.GradientSettings{Method: method})
						if err != nil {
							t.Fatalf("%+v", err)
						}
						return g
					}
					if d := distance(gradient(integrate.Direct), gradient(integrate.Replay)); !(d <= 1e-12) {
						t.Errorf("replay differs from the graph of all steps by %g, want 1e-12 at most", d)
					}
				})
			}
		}
	}
}

// TestDirectRefuses: Direct refuses more steps than MaxDirectSteps, and a method without a tape refuses TapeBytes.
func TestDirectRefuses(t *testing.T) {
	sys := odetest.Network[float64](t, 1)
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.RK4, Steps: backward.MaxDirectSteps + 1})
	for _, settings := range []integrate.GradientSettings{{Method: integrate.Direct}, {Method: integrate.Direct, TapeBytes: 1}, {Method: integrate.Backsolve, TapeBytes: 1}} {
		_, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](2, 0, 1), odetest.Weighted[float64](sys), &settings)
		if !errors.Is(err, integrate.ErrSettings) {
			t.Errorf("%+v: %v", settings, err)
		}
	}
}
