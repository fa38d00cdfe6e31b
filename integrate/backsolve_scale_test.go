// Backsolve's error does not depend on the unit of a loss, nor on how much a row counts in it.

package integrate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// scaled multiplies the part of each row in a loss by a factor of its own.
func scaled(loss integrate.Loss[float64], factors []float64) integrate.Loss[float64] {
	return func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		value, err := loss(lo, hi, y, quad, ybar, qbar)
		for _, bar := range slices.Concat(ybar, qbar) {
			width := len(bar) / (hi - lo)
			for i := range bar {
				bar[i] *= factors[lo+i/width]
			}
		}
		return value, err
	}
}

// TestBacksolveIsLinearInTheLoss: of a loss times a power of two the gradient is that of the loss times this power, to the
// bit, by as many steps. The absolute tolerance met cotangents as they were: in a mean over a batch, whose rows count by
// 1/N, the error of a gradient grew with the batch.
func TestBacksolveIsLinearInTheLoss(t *testing.T) {
	const rows = 7
	sys := odetest.Network[float64](t, 1)
	p := odetest.NetworkProblem[float64](rows, 0.9, -0.3)
	p.Y[1] = []float64{1, 2, 3, 4, 5, 6, 7}
	for _, settings := range []*integrate.Settings{{}, {Shared: true}, {Tableau: tableau.Rodas5P, MaxNorm: true}, {Steps: 7}} {
		settings.Lanes, settings.BlockRows = 4, 5
		s := mustSolver[float64](t, sys, settings)
		gradient := func(factor float64) *integrate.Gradient[float64] {
			loss := scaled(odetest.Weighted[float64](sys), slices.Repeat([]float64{factor}, rows))
			g, err := s.Gradient(t.Context(), p, loss, &integrate.GradientSettings{Method: integrate.Backsolve})
			must(t, err)
			return g
		}
		want := gradient(1)
		for _, factor := range []float64{0x1p-40, 0x1p40} {
			got, name := gradient(factor), fmt.Sprintf("%+v times %g", *settings, factor)
			for k, list := range slices.Concat(want.Params, want.Y0, want.Args, [][]float64{{want.T0, want.T1}}) {
				is := slices.Concat(got.Params, got.Y0, got.Args, [][]float64{{got.T0, got.T1}})[k]
				for i, v := range list {
					if is[i] != v*factor {
						t.Fatalf("%s: derivative %d, %d is %g, want %g", name, k, i, is[i], v*factor)
					}
				}
			}
			if got.Backward != want.Backward {
				t.Errorf("%s: %+v backwards, %+v without the factor", name, got.Backward, want.Backward)
			}
		}
	}
}

// TestBacksolveTakesRowsAlike: a row that counts little in a loss is solved backwards by the steps of one that counts
// much, and one that does not count at all has derivatives of 0.
func TestBacksolveTakesRowsAlike(t *testing.T) {
	sys := odetest.Network[float64](t, 1)
	p := odetest.NetworkProblem[float64](3, 0.9, -0.3)
	s := mustSolver[float64](t, sys, nil)
	gradient := func(factors []float64) *integrate.Gradient[float64] {
		g, err := s.Gradient(t.Context(), p, scaled(odetest.Weighted[float64](sys), factors), &integrate.GradientSettings{Method: integrate.Backsolve})
		must(t, err)
		return g
	}
	factors := []float64{0x1p-30, 0, 0x1p50}
	want, got := gradient([]float64{1, 1, 1}), gradient(factors)
	for i, v := range want.Y0[0] {
		if f := factors[i/3]; got.Y0[0][i] != v*f {
			t.Errorf("∂L/∂y of row %d: %g, want %g", i/3, got.Y0[0][i], v*f)
		}
	}
}
