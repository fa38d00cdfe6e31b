// Dense output and output times.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestDenseOrder: half the step divides the error inside the step by 2^(order+1), with the order of the interpolant.
func TestDenseOrder(t *testing.T) {
	inside := func(tab *tableau.Tableau, h, sign float64) (worst float64) {
		s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tab, Steps: 1, Lanes: 1})
		out := mustSolve(t, s, &ode.Problem[float64]{T0: 0.4, T1: 0.4 + sign*h, Rows: 1, Y: [][]float64{{1.2, 0}}, Dense: true})
		for θ := 0.05; θ < 1; θ += 0.05 {
			at := 0.4 + sign*h*θ
			got, err := out.Dense.At(nil, 0, 0, at)
			if err != nil {
				t.Fatal(err)
			}
			x, y := turned(true, 1.2, 0.4, at)
			worst = max(worst, math.Hypot(got[0]-x, got[1]-y))
		}
		return worst
	}
	for _, tab := range odetest.Explicit {
		h, want := 0.05, float64(method.Interpolant(tab).Order+1)
		if tab.Order > 5 {
			h = 0.3
		}
		for _, sign := range []float64{1, -1} {
			if got := math.Log2(inside(tab, h, sign) / inside(tab, h/2, sign)); !(math.Abs(got-want) <= 0.5) {
				t.Errorf("%s, direction %g: observed order %.2f, want %g", tab.Name, sign, got, want)
			}
		}
	}
}

// TestDenseIsContinuous: dense output has the bits of the solution at both ends of the interval, and neither a gap nor a
// kink at the end of a step.
func TestDenseIsContinuous(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.RK4, tableau.Bosh3, tableau.Sparse4, tableau.Fehlberg45, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853} {
		for _, ends := range [][2]float64{{0, 3}, {3, 0}} {
			settings := integrate.Settings{Tableau: tab}
			if !method.Adaptive(tab) {
				settings.Steps = 9
			}
			sys := odetest.Network[float64](t, 2)
			p := odetest.NetworkProblem[float64](3, ends[0], ends[1])
			p.Dense = true
			out := mustSolve(t, mustSolver[float64](t, sys, &settings), p)
			value := func(row, block int, at float64) float64 {
				v, err := out.Dense.At(nil, row, block, at)
				if err != nil {
					t.Fatal(err)
				}
				return v[0]
			}
			for row := range 3 {
				if value(row, 0, ends[0]) != p.Y[0][3*row] || value(row, 0, ends[1]) != out.Y[0][3*row] || value(row, 1, ends[1]) != out.Quad[1][row] {
					t.Errorf("%s: row %d is not exact at the ends", tab.Name, row)
				}
				steps := out.Dense.Steps(row)
				for _, at := range steps[:len(steps)-1] {
					for block := range 2 {
						const δ = 1e-6
						before, after := value(row, block, at-δ), value(row, block, at+δ)
						middle := value(row, block, at)
						if d := math.Abs(before - 2*middle + after); !(d <= 1e-9) {
							t.Errorf("%s: row %d, block %d has a kink of %g at %g", tab.Name, row, block, d, at)
						}
					}
				}
			}
			for _, at := range []float64{-0.1, 3.1, math.NaN()} {
				if _, err := out.Dense.At(nil, 0, 0, at); !errors.Is(err, ode.ErrInterval) {
					t.Errorf("at %g: %v", at, err)
				}
			}
			if _, err := out.Dense.At(nil, 3, 0, 1); !errors.Is(err, ode.ErrShape) {
				t.Errorf("row 3: %v", err)
			}
		}
	}
}

// TestTimes: an output is the end of a solve to the output time, to the tolerance, and the dense output at that time, to
// rounding. Outputs change no step.
func TestTimes(t *testing.T) {
	t.Run("float32", testTimes[float32])
	t.Run("float64", testTimes[float64])
}

func testTimes[T graph.Float](t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.Bosh3}, {Shared: true}, {Tableau: tableau.DOP853}, {Tableau: tableau.RK4, Steps: 40}, {Tableau: tableau.RK4, StepSize: 0.07}} {
		for _, ends := range [][2]float64{{0.3, 1.9}, {1.9, 0.3}} {
			t.Run(fmt.Sprintf("%+v/%g", settings.Tableau, ends[0]), func(t *testing.T) {
				const rows = 11
				settings.Lanes, settings.RTol, settings.ATol = 4, 1e-5, 1e-5
				sys := odetest.Network[T](t, 3)
				s := mustSolver[T](t, sys, &settings)
				plain := mustSolve(t, s, odetest.NetworkProblem[T](rows, ends[0], ends[1]))
				p := odetest.NetworkProblem[T](rows, ends[0], ends[1])
				p.SaveAt = []float64{ends[0], ends[0] + 0.1*(ends[1]-ends[0]), ends[0] + 0.11*(ends[1]-ends[0]), ends[0] + 0.7*(ends[1]-ends[0]), ends[1]}
				p.Dense = true
				out := mustSolve(t, s, p)
				for row := range rows {
					if a, b := out.RowStats[row], plain.RowStats[row]; a.Accepted != b.Accepted || a.Rejected != b.Rejected {
						t.Errorf("row %d: %+v with output times, %+v without", row, a, b)
					}
				}
				for i, at := range p.SaveAt {
					want := &ode.Solution[T]{Y: p.Y, Quad: [][]float64{nil, make([]float64, rows)}}
					if at != ends[0] {
						want = mustSolve(t, s, odetest.NetworkProblem[T](rows, ends[0], at))
					}
					for row := range rows {
						for c := range 3 {
							within(t, fmt.Sprintf("time %d, row %d, column %d", i, row, c), float64(out.Saved[0][(row*5+i)*3+c]), float64(want.Y[0][row*3+c]), 2e-4)
						}
						within(t, fmt.Sprintf("time %d, row %d, quadrature", i, row), out.SavedQuad[1][row*5+i], want.Quad[1][row], 2e-4)
						dense, err := out.Dense.At(nil, row, 0, at)
						if err != nil {
							t.Fatal(err)
						}
						within(t, "dense", dense[2], float64(out.Saved[0][(row*5+i)*3+2]), 40*control.Spacing[T]())
					}
				}
				last := out.Saved[0][4*3 : 5*3]
				for c, v := range last {
					if v != out.Y[0][c] {
						t.Errorf("the output at T1, column %d: %v, want the solution's %v", c, v, out.Y[0][c])
					}
				}
			})
		}
	}
}

// within wants a number to be so near to another one.
func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestTimesRefused: times that are out of order, outside the interval or not numbers, and jumps where no step can end, are
// refused. The error names their place in the list.
func TestTimesRefused(t *testing.T) {
	for name, c := range map[string]struct {
		p     ode.Problem[float32]
		what  string
		index int
	}{
		"out of order":       {ode.Problem[float32]{T1: 1, SaveAt: []float64{0.2, 0.1}}, "SaveAt", 1},
		"a jump twice":       {ode.Problem[float32]{T1: 1, JumpTimes: []float64{0.5, 0.5}}, "JumpTimes", 1},
		"beyond":             {ode.Problem[float32]{T1: 1, SaveAt: []float64{0.2, 1.1}}, "SaveAt", 1},
		"before":             {ode.Problem[float32]{T1: 1, SaveAt: []float64{-0.2}}, "SaveAt", 0},
		"NaN":                {ode.Problem[float32]{T1: 1, SaveAt: []float64{math.NaN()}}, "SaveAt", 0},
		"wrong direction":    {ode.Problem[float32]{T0: 1, SaveAt: []float64{0.2, 0.3}}, "SaveAt", 1},
		"stop outside":       {ode.Problem[float32]{T1: 1, TStops: []float64{2}}, "TStops", 0},
		"jump outside":       {ode.Problem[float32]{T1: 1, JumpTimes: []float64{2}}, "JumpTimes", 0},
		"jump at the start":  {ode.Problem[float32]{T1: 1, JumpTimes: []float64{0}}, "JumpTimes", 0},
		"jump at the end":    {ode.Problem[float32]{T1: 1, JumpTimes: []float64{1}}, "JumpTimes", 0},
		"jump between types": {ode.Problem[float32]{T1: 1, JumpTimes: []float64{0.5, 0.7}}, "JumpTimes", 1},
	} {
		c.p.Rows = 1
		s := mustSolver[float32](t, odetest.Turning(false), nil)
		if _, err := s.Solve(t.Context(), &c.p); !errors.Is(err, ode.ErrInterval) || !strings.HasPrefix(err.Error(), fmt.Sprintf("%s[%d] is", c.what, c.index)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRepeatedTimes: equal output times have equal outputs, and repetitions change no output. Each repetition contributes
// to a loss.
func TestRepeatedTimes(t *testing.T) {
	sys := odetest.Network[float64](t, 2)
	once := []float64{0.2, 0.5, 1.1, 1.7}
	twice := []float64{0.2, 0.2, 0.5, 1.1, 1.1, 1.1, 1.7, 1.7}
	for name, system := range map[string]*ode.System{"plain": sys, "events": odetest.Eventful(t)} {
		s := mustSolver[float64](t, system, &integrate.Settings{Lanes: 2})
		p, q := odetest.NetworkProblem[float64](3, 0.2, 1.7), odetest.NetworkProblem[float64](3, 0.2, 1.7)
		p.SaveAt, q.SaveAt, q.TStops = once, twice, []float64{0.7, 0.7}
		p.TStops = q.TStops[:1]
		loss := func(weight func(i int) float64) func(*integrate.Trajectory[float64]) (float64, error) {
			return func(c *integrate.Trajectory[float64]) (sum float64, err error) {
				for i, v := range c.Saved[0] {
					if w := weight(i / 3 % len(c.Times)); v == v {
						sum, c.SavedBar[0][i] = sum+w*v*v/2, w*v
					}
				}
				return sum, nil
			}
		}
		counts := []float64{2, 1, 3, 2}
		a, err := s.GradientOfTrajectory(t.Context(), p, loss(func(i int) float64 { return counts[i] }), nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		b, err := s.GradientOfTrajectory(t.Context(), q, loss(func(int) float64 { return 1 }), nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		within(t, name+": loss", b.Loss, a.Loss, 1e-12*a.Loss)
		for i := range a.Y0[0] {
			within(t, fmt.Sprint(name, ": y0 ", i), b.Y0[0][i], a.Y0[0][i], 1e-9*(1+math.Abs(a.Y0[0][i])))
		}
		for i := range once {
			within(t, fmt.Sprint(name, ": time ", i), b.Times[slices.Index(twice, once[i])], a.Times[i], 1e-9*(1+math.Abs(a.Times[i])))
		}
		x, y := mustSolve(t, s, p), mustSolve(t, s, q)
		for row := range 3 {
			for i, at := range twice {
				got, want := y.Saved[0][(row*8+i)*3:][:3], x.Saved[0][(row*4+slices.Index(once, at))*3:][:3]
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s, row %d, output %d: %v, want %v", name, row, i, got, want)
				}
			}
		}
	}
}
