// The observed order of each method.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// radii are those of the points from which odetest.Turning starts, each at angle 0.
var radii = []float64{0.7, 0.9, 1.1, 1.3}

// turned is the exact solution of odetest.Turning at t1, from radius r and angle 0 at t0.
func turned(driven bool, r, t0, t1 float64) (x, y float64) {
	angle := t1 - t0
	if driven {
		angle += (math.Cos(3*t0) - math.Cos(3*t1)) / 6
	}
	return r * math.Cos(r*r*angle), r * math.Sin(r*r*angle)
}

// missBy is the root mean square error at t1 with n fixed steps.
func missBy(t *testing.T, driven bool, tab *tableau.Tableau, t0, t1 float64, n int) float64 {
	t.Helper()
	s := mustSolver[float64](t, odetest.Turning(driven), &integrate.Settings{Tableau: tab, Steps: n, Lanes: len(radii)})
	start := make([]float64, 2*len(radii))
	for i, r := range radii {
		start[2*i] = r
	}
	out := mustSolve(t, s, &ode.Problem[float64]{T0: t0, T1: t1, Rows: len(radii), Y: [][]float64{start}})
	sum := 0.0
	for i, r := range radii {
		if got := out.RowStats[i].Accepted; got != n {
			t.Fatalf("took %d steps, want %d", got, n)
		}
		x, y := turned(driven, r, t0, t1)
		sum += math.Pow(out.Y[0][2*i]-x, 2) + math.Pow(out.Y[0][2*i+1]-y, 2)
	}
	return math.Sqrt(sum / float64(len(radii)))
}

// asymptotic returns the errors with n and 1.5n steps. It makes n as large as it can be before round-off shows.
func asymptotic(t *testing.T, driven bool, tab *tableau.Tableau, t0, t1 float64) (coarse, fine float64) {
	n := 50 * tab.Order
	fine = missBy(t, driven, tab, t0, t1, n)
	for coarse == 0 || n < 4096 && fine > 1e-10 {
		n += n / 2
		coarse, fine = fine, missBy(t, driven, tab, t0, t1, n)
	}
	return coarse, fine
}

// TestObservedOrder: 1.5 times as many steps divide the error by 1.5^order, on an autonomous and a non-autonomous problem,
// forward and backward. The autonomous one is a rotation, on which the order may be higher: Sparse5's is 6.
func TestObservedOrder(t *testing.T) {
	for i, tab := range odetest.Explicit {
		if tab.Order > 5 {
			continue // TestObservedOrderEight
		}
		for j, driven := range []bool{false, true} {
			// On a long interval methods of high order have errors above round-off where they are asymptotic.
			end := 0.5 + 0.75*float64(tab.Order*tab.Order)
			for k, ends := range [][2]float64{{0.5, end}, {end, 0.5}} {
				if !long.Takes(i+2*j+k, 3) {
					continue
				}
				t.Run(fmt.Sprintf("%s/driven=%v/from %g", tab.Name, driven, ends[0]), func(t *testing.T) {
					coarse, fine := asymptotic(t, driven, tab, ends[0], ends[1])
					if got := math.Log(coarse/fine)/math.Log(1.5) - float64(tab.Order); !(got >= -0.2 && (got <= 0.2 || !driven)) {
						t.Errorf("observed order %.3f, want %d (errors %.2g, %.2g)", got+float64(tab.Order), tab.Order, coarse, fine)
					}
				})
			}
		}
	}
}

// TestObservedOrderEight: half the step divides the error of a method of order 8 by 2⁸, on growth. On a rotation that error
// sinks into round-off before its leading term stands alone.
func TestObservedOrderEight(t *testing.T) {
	// The system is u' = 2u for y = u + ½ sin ωt.
	const rate = 2.0
	for _, omega := range []float64{0, 1} {
		sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
			u := b.Sub(y, b.Scale(b.Sin(b.Scale(t, omega)), 0.5))
			return b.Add(b.Scale(u, rate), b.Scale(b.Cos(b.Scale(t, omega)), omega/2))
		})
		for _, ends := range [][2]float64{{0, 1}, {1, 0}} {
			s0, s1 := math.Sin(omega*ends[0])/2, math.Sin(omega*ends[1])/2
			want := s1 + (3-s0)*math.Exp(rate*(ends[1]-ends[0]))
			for _, tab := range []*tableau.Tableau{tableau.DOP853, tableau.RK8} {
				miss := func(n int) float64 {
					s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: n, Lanes: 1})
					out := mustSolve(t, s, &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float64{{3}}})
					return math.Abs(out.Y[0][0] - want)
				}
				if got := math.Log2(miss(8) / miss(16)); !(math.Abs(got-8) <= 0.2) {
					t.Errorf("%s, ω = %g, from %g: observed order %.3f, want 8", tab.Name, omega, ends[0], got)
				}
			}
		}
	}
}
