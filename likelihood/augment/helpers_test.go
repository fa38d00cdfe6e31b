// Helpers of the tests: flows, rows and slopes.

package augment_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

func newFlow(t *testing.T, field dynamics.Field, s *likelihood.Settings) *likelihood.Flow {
	t.Helper()
	f, err := likelihood.New(field, s)
	flowtest.Must(t, err)
	return f
}

func tightSolver() *integrate.Settings {
	return &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-13, ATol: 1e-13}
}

func copies(n int, row []float64) (x [][]float64) {
	for range n {
		x = append(x, row)
	}
	return x
}

// slope is the derivative of f by x, by differences of fourth order.
func slope(x *float64, f func() float64) float64 {
	const h = 1e-3
	at := *x
	value := func(k float64) float64 { *x = at + k*h; return f() }
	d := (8*(value(1)-value(-1)) - (value(2) - value(-2))) / (12 * h)
	*x = at
	return d
}
