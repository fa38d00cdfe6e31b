// Gradients that fail: by the loss, by a row, by a solve that is observed.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestGradientErrors: an error of the loss comes back, and so does the failure of a row.
func TestGradientErrors(t *testing.T) {
	sys := odetest.Network[float64](t, 6)
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 4, BlockRows: 4})
	failing := errors.New("mine")
	loss := func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		return 0, failing
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		settings := &integrate.GradientSettings{Method: method}
		if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), loss, settings); !errors.Is(err, failing) {
			t.Errorf("method %d: %v, want the error of the loss", method, err)
		}
		p := odetest.NetworkProblem[float64](9, 0, 1)
		p.Y[0][5*3] = math.NaN()
		if _, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), settings); !errors.Is(err, ode.NotFinite) {
			t.Errorf("method %d: %v, want NotFinite", method, err)
		}
	}
	if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), nil, nil); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("nil loss: %v", err)
	}
	if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](9, 0, 1), loss, &integrate.GradientSettings{Method: 9}); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("unknown method: %v", err)
	}
}

// TestGradientOfAnObservedSolve: Gradient refuses a problem with output times, dense output or tstops, since observed
// steps are not recorded.
func TestGradientOfAnObservedSolve(t *testing.T) {
	sys := odetest.Network[float64](t, 3)
	s := mustSolver[float64](t, sys, nil)
	for name, change := range map[string]func(*ode.Problem[float64]){
		"SaveAt": func(p *ode.Problem[float64]) { p.SaveAt = []float64{0.5} },
		"Dense":  func(p *ode.Problem[float64]) { p.Dense = true },
		"TStops": func(p *ode.Problem[float64]) { p.TStops = []float64{0.5} },
	} {
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			p := odetest.NetworkProblem[float64](3, 0, 1)
			change(p)
			_, err := s.Gradient(t.Context(), p, odetest.Weighted[float64](sys), &integrate.GradientSettings{Method: method})
			if !errors.Is(err, integrate.ErrSettings) {
				t.Errorf("%s, method %d: %v", name, method, err)
			}
		}
	}
}

// TestBacksolveTolerancesRefused: tolerances that are no numbers, or no tolerances, are refused, by solvers with equal
// steps too.
func TestBacksolveTolerancesRefused(t *testing.T) {
	sys := odetest.Network[float64](t, 3)
	for _, steps := range []int{0, 40} {
		s := mustSolver[float64](t, sys, &integrate.Settings{Steps: steps})
		for _, bad := range []integrate.GradientSettings{{RTol: math.NaN()}, {ATol: math.NaN()}, {RTol: math.Inf(1)}, {ATol: -1}} {
			bad.Method = integrate.Backsolve
			_, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](3, 0, 1), odetest.Weighted[float64](sys), &bad)
			if !errors.Is(err, integrate.ErrSettings) {
				t.Errorf("%d steps, %+v: error %v, want ErrSettings", steps, bad, err)
			}
		}
	}
}

// TestGradientSettingsAreRefusedFirst: settings of a gradient that have no meaning are refused before the loss is called.
func TestGradientSettingsAreRefusedFirst(t *testing.T) {
	s := mustSolver[float64](t, odetest.Eventful(t), nil)
	for _, bad := range []integrate.GradientSettings{{Method: 9}, {TapeBytes: -1}, {Method: integrate.Backsolve, TapeBytes: 1}, {Method: integrate.Backsolve, RTol: -1}} {
		p := odetest.NetworkProblem[float64](3, 0, 1.5)
		_, err := s.GradientAtEvent(t.Context(), p, func(*integrate.EventState[float64]) (float64, error) {
			t.Errorf("%+v: the loss at events is called", bad)
			return 0, nil
		}, &bad)
		p.SaveAt = []float64{1}
		_, ofTrajectory := s.GradientOfTrajectory(t.Context(), p, func(*integrate.Trajectory[float64]) (float64, error) {
			t.Errorf("%+v: the loss of a trajectory is called", bad)
			return 0, nil
		}, &bad)
		if !errors.Is(err, integrate.ErrSettings) || !errors.Is(ofTrajectory, integrate.ErrSettings) {
			t.Errorf("%+v: %v and %v, want ErrSettings", bad, err, ofTrajectory)
		}
	}
}

// TestErrorOfASegment: the error of a segment that cannot be solved back has the row and the time of the whole problem,
// though rows without output times have no part in the segment, which is solved in relative time. The solution
// y = 1/√(1 + 2ct) with c = 1e4 falls within 1e-4, where the adjoint equations do not find back.
func TestErrorOfASegment(t *testing.T) {
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Args: []ode.Block{{Name: "c", Width: 1}},
		Build: func(b *graph.Builder, _ *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Neg(b.Mul(args[0], b.Mul(y[0], b.Square(y[0]))))}, b.Err()
		}}
	p := &ode.Problem[float64]{T0: 4, T1: 14, Rows: 3, Y: [][]float64{{1, 1, 1}}, Args: [][]float64{{1, 1, 1e4}}, RowSaveAt: [][]float64{{}, {6}, {6}}}
	_, err := mustSolver[float64](t, sys, nil).GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float64]) (float64, error) {
		c.SavedBar[0][1], c.SavedBar[0][2] = 1, 1
		return c.Saved[0][1] + c.Saved[0][2], nil
	}, &integrate.GradientSettings{Method: integrate.Backsolve})
	var step *ode.StepError
	if !errors.As(err, &step) || step.Row != 2 || !(step.T >= 4 && step.T < 4.01) || !(step.H < 0) {
		t.Errorf("%v, want a step of row 2 back to 4", err)
	}
}
