// A loss that replaces a slice of cotangents by a slice of its own is refused, since its derivatives would be lost.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

func TestReplacedCotangentsAreRefused(t *testing.T) {
	s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true}), &integrate.Settings{Workers: 1})
	p := &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{1, 0}, nil}}
	own := []float64{1, 1}
	for name, replace := range map[string]func(ybar, qbar [][]float64) ([][]float64, [][]float64){
		"state":      func(y, q [][]float64) ([][]float64, [][]float64) { y[0] = own; return y, q },
		"quadrature": func(y, q [][]float64) ([][]float64, [][]float64) { q[1] = own[:1]; return y, q },
		"nil":        func(y, q [][]float64) ([][]float64, [][]float64) { y[0] = nil; return y, q },
	} {
		_, err := s.GradientAtEvent(t.Context(), p, func(e *integrate.EventState[float64]) (float64, error) {
			e.YBar, e.QuadBar = replace(e.YBar, e.QuadBar)
			return 0, nil
		}, nil)
		expectShape(t, name+" at an event", err)
		plain := falling(ode.Event{})
		plain.Events = nil
		over := mustSolver[float64](t, plain, nil)
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			_, err = over.Gradient(t.Context(), p, func(_, _ int, _ [][]float64, _ [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
				replace(ybar, qbar)
				return 0, nil
			}, &integrate.GradientSettings{Method: method})
			expectShape(t, name+" at T1", err)
		}
		for _, times := range [][][]float64{nil, {{3, 9}}} {
			along := *p
			along.RowSaveAt = times
			if times == nil {
				along.SaveAt = []float64{3, 9}
			}
			_, err = over.GradientOfTrajectory(t.Context(), &along, func(at *integrate.Trajectory[float64]) (float64, error) {
				at.SavedBar, at.SavedQuadBar = replace(at.SavedBar, at.SavedQuadBar)
				return 0, nil
			}, nil)
			expectShape(t, name+" at output times", err)
		}
	}
}

// TestCotangentsOfTimes: derivatives by the times of events are the numbers of the slice that is given, and finite.
func TestCotangentsOfTimes(t *testing.T) {
	s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true}), nil)
	p := &ode.Problem[float64]{T1: 9, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 3, 0}, nil}}
	_, err := s.GradientAtEvent(t.Context(), p, func(e *integrate.EventState[float64]) (float64, error) {
		e.TBar = []float64{1, 1, 1}
		return 0, nil
	}, nil)
	expectShape(t, "times", err)
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		_, err := s.GradientAtEvent(t.Context(), p, func(e *integrate.EventState[float64]) (float64, error) {
			e.TBar[2] = bad
			return 0, nil
		}, nil)
		var at *ode.NotFiniteError
		if !errors.As(err, &at) || at.Row != 2 {
			t.Errorf("a derivative of %v by the time of row 2: error %v, want one that names the row", bad, err)
		}
	}
}

func expectShape(t *testing.T, name string, err error) {
	t.Helper()
	if !errors.Is(err, ode.ErrShape) {
		t.Errorf("%s: %v, want ErrShape", name, err)
	}
}
