// A loss or a cotangent that is not finite is refused, and the error names the row of the cotangent.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// spoiler puts a number that is not finite into a loss: as its value, or as a cotangent of one row.
type spoiler struct {
	name        string
	v           float64
	value, quad bool
}

// loss writes v into the cotangents of a row, if the row is among the rows lo to hi, or returns v as the value.
func (s spoiler) loss(lo, hi, row int, bar, qbar []float64) (float64, error) {
	switch {
	case row < lo || row >= hi:
	case s.value:
		return s.v, nil
	case s.quad:
		qbar[(row-lo)*len(qbar)/(hi-lo)] = s.v
	default:
		bar[(row-lo)*len(bar)/(hi-lo)+1] = s.v
	}
	return 0, nil
}

// expect wants an error that names row 2, the row that the tests spoil; the value of a loss belongs to no row.
func (s spoiler) expect(t *testing.T, where string, err error) {
	t.Helper()
	var at *ode.NotFiniteError
	if !errors.Is(err, ode.NotFinite) || !s.value && (!errors.As(err, &at) || at.Row != 2 || at.Column%2 != 1 && !s.quad) {
		t.Errorf("%s %s of %v: %v, want row 2 by name", s.name, where, s.v, err)
	}
}

func TestLossesThatAreNotFiniteAreRefused(t *testing.T) {
	plain := falling(ode.Event{})
	plain.Events = nil
	over := mustSolver[float64](t, plain, nil)
	stopping := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true}), &integrate.Settings{Workers: 1})
	p := &ode.Problem[float64]{T1: 9, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 3, 0}, nil}}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, s := range []spoiler{{name: "loss", v: v, value: true}, {name: "cotangent", v: v}, {name: "quadrature's cotangent", v: v, quad: true}} {
			for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
				_, err := over.Gradient(t.Context(), p, func(lo, hi int, _ [][]float64, _ [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
					return s.loss(lo, hi, 2, ybar[0], qbar[1])
				}, &integrate.GradientSettings{Method: method})
				s.expect(t, "at T1", err)
			}
			_, err := stopping.GradientAtEvent(t.Context(), p, func(e *integrate.EventState[float64]) (float64, error) {
				return s.loss(0, 3, 2, e.YBar[0], e.QuadBar[1])
			}, nil)
			s.expect(t, "at an event", err)
			along := *p
			along.SaveAt = []float64{3, 9}
			_, err = over.GradientOfTrajectory(t.Context(), &along, func(at *integrate.Trajectory[float64]) (float64, error) {
				return s.loss(0, 3, 2, at.SavedBar[0], at.SavedQuadBar[1])
			}, nil)
			s.expect(t, "at output times", err)
		}
	}
}
