// Gradients of a single row.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestGradientOfOneRow: gradients of one row, of each kind and by each method, with steps of its own and with those of its pack, are found in one lane, where vectors go over
// features: no step of many lanes is compiled. They have the bits that a step of many lanes gives.
func TestGradientOfOneRow(t *testing.T) {
	network, eventful := odetest.Network[float64](t, 3), odetest.Eventful(t)
	problem := func(times []float64) *ode.Problem[float64] {
		p := odetest.NetworkProblem[float64](1, 0, 2)
		p.SaveAt = times
		return p
	}
	trajectory := func(c *integrate.Trajectory[float64]) (sum float64, _ error) {
		for i, v := range c.Saved[0] {
			sum, c.SavedBar[0][i] = sum+v*v/2, v
		}
		for i, v := range c.SavedQuad[1] {
			sum, c.SavedQuadBar[1][i] = sum+v, 1
		}
		return sum, nil
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		for name, gradient := range map[string]func(*integrate.Solver[float64], *integrate.GradientSettings) (*integrate.Gradient[float64], error){
			"plain": func(s *integrate.Solver[float64], m *integrate.GradientSettings) (*integrate.Gradient[float64], error) {
				return s.Gradient(t.Context(), problem(nil), odetest.Weighted[float64](network), m)
			},
			"shared": func(s *integrate.Solver[float64], m *integrate.GradientSettings) (*integrate.Gradient[float64], error) {
				return s.Gradient(t.Context(), problem(nil), odetest.Weighted[float64](network), m)
			},
			"trajectory": func(s *integrate.Solver[float64], m *integrate.GradientSettings) (*integrate.Gradient[float64], error) {
				return s.GradientOfTrajectory(t.Context(), problem([]float64{0.5, 1, 2}), trajectory, m)
			},
			"event": func(s *integrate.Solver[float64], m *integrate.GradientSettings) (*integrate.Gradient[float64], error) {
				return s.GradientAtEvent(t.Context(), problem(nil), func(e *integrate.EventState[float64]) (float64, error) {
					copy(e.YBar[0], e.Y[0])
					e.TBar[0] = 1
					return e.T[0], nil
				}, m)
			},
		} {
			system := network
			if name == "event" {
				system = eventful
			}
			of := func(lanes int) *integrate.Gradient[float64] {
				s, err := integrate.NewSolver[float64](system, &integrate.Settings{Tableau: tableau.Tsit5, RTol: 1e-6, ATol: 1e-6, Lanes: lanes, Shared: name == "shared"})
				must(t, err)
				g, err := gradient(s, &integrate.GradientSettings{Method: method})
				if err != nil {
					t.Fatalf("%s: %+v", name, err)
				}
				if s.HasStep() != (lanes > 0) {
					t.Errorf("%s, method %d, Lanes %d: whether a step of many lanes is compiled: %v", name, method, lanes, s.HasStep())
				}
				return g
			}
			one, many := of(0), of(64)
			for _, x := range [][2][]float64{{one.Y0[0], many.Y0[0]}, {one.Args[0], many.Args[0]}, {one.Times, many.Times},
				{one.Params[0], many.Params[0]}, {{one.Loss, one.T0, one.T1}, {many.Loss, many.T0, many.T1}}} {
				for i, v := range x[0] {
					if math.Float64bits(v) != math.Float64bits(x[1][i]) {
						t.Errorf("%s, method %d: %v in one lane, %v in many", name, method, v, x[1][i])
					}
				}
			}
		}
	}
}
