// Linear fields against the closed forms of their flow map, density and gradient.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"gonum.org/v1/gonum/mat"
)

var testMatrix = mat.NewDense(3, 3, []float64{0.3, -0.8, 0.2, 0.5, -0.4, 0.1, -0.2, 0.6, 0.7})

// linearDensity is log p(x) in closed form for the flow of zA over the given time.
func linearDensity(t testing.TB, a *mat.Dense, time float64, x []float64) float64 {
	var m, at mat.Dense
	at.Scale(time, a)
	m.Exp(&at)
	dim := len(x)
	var c mat.SymDense
	c.SymOuterK(1, m.T())
	return newForeignNormal(t, make([]float64, dim), &c).LogProb(x)
}

func TestLinearFieldAgainstExpm(t *testing.T) {
	for _, times := range [][2]float64{{0, 1}, {1, 0}, {0.5, 2}, {-1, 0.3}} {
		field, _ := flowtest.LinearField(t, testMatrix)
		flow := newFlow(t, field, &likelihood.Settings{T0: times[0], T1: times[1], Solver: tightSolver()})
		x := flowtest.Points(6, 3, 4)
		d, err := flow.LogProbWith(context.Background(), x, nil)
		flowtest.Must(t, err)
		length := times[1] - times[0]
		back := mapBy(testMatrix, -length, x)
		flowtest.CloseRows(t, "z(T0)", d.Base, back, 1e-12)
		for i := range x {
			flowtest.CloseTo(t, "Δl", d.Change[i:i+1], []float64{-length * mat.Trace(testMatrix)}, 1e-12)
			flowtest.CloseTo(t, "log p", d.LogProb[i:i+1], []float64{linearDensity(t, testMatrix, length, x[i])}, 1e-11)
		}
		forward, err := flow.Forward(context.Background(), x, nil)
		flowtest.Must(t, err)
		flowtest.CloseRows(t, "forward", forward, mapBy(testMatrix, length, x), 1e-12)
	}
}

// mapBy is x·expm(A·time).
func mapBy(a *mat.Dense, time float64, x [][]float64) [][]float64 {
	var m, at mat.Dense
	at.Scale(time, a)
	m.Exp(&at)
	y := numeric.NewRows(len(x), len(x[0]))
	for i := range x {
		for c := range y[i] {
			y[i][c] = mat.Dot(m.ColView(c), mat.NewVecDense(len(x[i]), x[i]))
		}
	}
	return y
}

// TestLinearGradientAgainstClosedForm: the gradient equals central differences of the loss in closed form.
func TestLinearGradientAgainstClosedForm(t *testing.T) {
	field, p := flowtest.LinearField(t, testMatrix)
	flow := newFlow(t, field, &likelihood.Settings{Solver: tightSolver()})
	x := flowtest.Points(5, 3, 6)
	a := mat.DenseCopyOf(testMatrix)
	end := 1.0
	loss := func() float64 {
		sum := 0.0
		for _, row := range x {
			sum -= linearDensity(t, a, end, row) / float64(len(x))
		}
		return sum
	}
	want := make([]float64, p.Len())
	for i := range want {
		want[i] = slope(&a.RawMatrix().Data[i], loss)
	}
	for _, method := range []integrate.GradientSettings{{Method: integrate.Replay}, {Method: integrate.Backsolve}} {
		g, err := flow.Gradient(context.Background(), x, &likelihood.GradientRequest{Settings: &method})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "loss", []float64{g.Loss}, []float64{loss()}, 1e-12)
		flowtest.CloseTo(t, "∂/∂A", g.Params[0], want, 1e-9)
		flowtest.CloseTo(t, "∂/∂t1", []float64{g.T1}, []float64{slope(&end, loss)}, 1e-9)
		flowtest.CloseTo(t, "∂/∂t0", []float64{g.T0}, []float64{-slope(&end, loss)}, 1e-9)
	}
}

// TestStandardisedDensityIsInTheDatasUnits: with x = m + s∘x′ the density of x is the linear density, shifted and
// scaled.
func TestStandardisedDensityIsInTheDatasUnits(t *testing.T) {
	field, _ := flowtest.LinearField(t, testMatrix)
	flow := newFlow(t, field, &likelihood.Settings{Solver: tightSolver()})
	mean, std := []float64{10, -3, 0.5}, []float64{4, 0.1, 2}
	flowtest.Must(t, flow.Standardize(mean, std))
	inner := flowtest.Points(4, 3, 8)
	x := numeric.NewRows(4, 3)
	want := make([]float64, 4)
	for i := range x {
		want[i] = linearDensity(t, testMatrix, 1, inner[i]) - math.Log(4) - math.Log(0.1) - math.Log(2)
		for c := range x[i] {
			x[i][c] = mean[c] + std[c]*inner[i][c]
		}
	}
	got, err := flow.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p", got, want, 1e-11)
	z, err := flow.Inverse(context.Background(), x, nil)
	flowtest.Must(t, err)
	again, err := flow.Forward(context.Background(), z, nil)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "round trip", again, x, 1e-11)
	g, err := flow.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	for c := range mean {
		want := slope(&x[2][c], func() float64 {
			logp, err := flow.LogProb(context.Background(), x)
			flowtest.Must(t, err)
			return -numeric.Mean(logp)
		})
		flowtest.CloseTo(t, "∂/∂x", g.X[2][c:c+1], []float64{want}, 1e-7)
	}
}
