// The ready controllers, the first step and the largest step.

package integrate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestControllers: each controller multiplies the step by Safety·e_n^(−β₁/k)·e_{n−1}^(−β₂/k)·e_{n−2}^(−β₃/k) with the
// published coefficients, between the bounds. A rejected step is repeated with the factor Safety·e^(−1/k), and the step
// after the repeated one does not grow.
func TestControllers(t *testing.T) {
	const p, i = 0.4, 0.3 // Gustafsson's
	for name, c := range map[string]struct {
		controller *integrate.Controller
		beta       [3]float64
	}{
		"I":          {integrate.ControlI, [3]float64{0.5, 0, 0}},
		"PI":         {integrate.ControlPI, [3]float64{p + i, -p, 0}},
		"PID":        {integrate.ControlPID, [3]float64{1. / 18, 2. / 18, 1. / 18}},
		"of no Beta": {&integrate.Controller{}, [3]float64{0.5, 0, 0}},
		"own":        {&integrate.Controller{Beta: [3]float64{0.5, -0.2, 0.1}, Safety: 0.8, MinFactor: 0.5, MaxFactor: 2}, [3]float64{0.5, -0.2, 0.1}},
	} {
		for _, k := range []int{3, 5, 8} {
			step := stepBy(c.controller.Powers(k))
			safety, least, most := 0.9, 0.2, 10.0
			if name == "own" {
				safety, least, most = 0.8, 0.5, 2
			}
			power := func(e, beta float64) float64 { return math.Pow(e, -beta/float64(k)) }
			before, beforeThat := 1.0, 1.0
			for _, e := range []float64{0.5, 0.9, 1e-7, 0.3, 0, 1} {
				e1 := max(e, control.LeastError)
				want := min(max(safety*power(e1, c.beta[0])*power(before, c.beta[1])*power(beforeThat, c.beta[2]), least), most)
				within(t, name, step(e, true), want, 1e-13*want)
				before, beforeThat = e1, before
			}
			for _, e := range []float64{1.5, 40, 1e9} {
				want := max(safety*power(e, 1), least)
				within(t, name+", rejected", step(e, false), want, 1e-13)
			}
			within(t, name+", not finite", step(math.NaN(), false), least, 0)
			if got := step(1e-9, true); got > 1 {
				t.Errorf("%s: a factor of %g after a rejected step, want 1 at most", name, got)
			}
			if got := step(1e-9, true); got <= 1 {
				t.Errorf("%s: a factor of %g after an accepted step, want more than 1", name, got)
			}
		}
	}
}

// stepBy returns the factor of a row for the step after one of error e, which took says is accepted. The row remembers.
func stepBy(c control.Controller) func(e float64, took bool) float64 {
	rows, factors := make([]control.Row, 1), make([]float64, 1)
	return func(e float64, took bool) float64 {
		rows[0].Took = took
		c.Factors(rows, []float64{e}, factors)
		if took {
			return rows[0].Memory.Accepted(e, factors[0])
		}
		return rows[0].Memory.Refused(factors[0])
	}
}

// TestEqualSteps: if at most four steps of the proposed size lead to the end, they are made equal. More steps keep the
// proposed size.
func TestEqualSteps(t *testing.T) {
	const k = 5
	e := math.Pow(0.9, k/integrate.ControlI.Beta[0]) // the error that makes the factor 1
	for first, want := range map[float64][]float64{0.3: {0.25, 0.25, 0.25, 0.25}, 0.2: {0.2, 0.2, 0.2, 0.2, 0.2}, 0.19: {0.19, 0.19, 0.155, 0.155, 0.155, 0.155}, 1.5: {1}} {
		for _, sign := range []float64{1, -1} {
			var sizes []float64
			s := mustSolver[float64](t, oscillator(), &integrate.Settings{Tableau: tableau.Dopri5, FirstStep: first, NormFunc: func([]float64) float64 { return e },
				Recorder: func(r integrate.Record) { sizes = append(sizes, sign*r.H) }})
			mustSolve(t, s, &ode.Problem[float64]{T1: sign, Rows: 1, Y: [][]float64{{1, 0}}})
			if len(sizes) != len(want) {
				t.Fatalf("from %g: steps %v, want %v", first, sizes, want)
			}
			for i, h := range want {
				within(t, "step", sizes[i], h, 1e-9)
			}
		}
	}
}

// TestFirstStep: the first step is that of Hairer's rule for an error of the tolerance itself, h₀ = 0.01 d₀/d₁ and
// h₁ = (1/max(d₁,d₂))^(1/(p+1)), at most 100 h₀. On y' = λy + μt the size of f and its change over an Euler step are known.
func TestFirstStep(t *testing.T) {
	const clock = 40
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.DOP853} {
		for _, rate := range []float64{-3, 0.2} {
			for _, norm := range []bool{false, true} {
				var steps []integrate.Record
				sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Add(b.Scale(y, rate), b.Scale(t, clock)) })
				s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, RTol: 1e-6, ATol: 1e-6, MaxNorm: norm, Recorder: func(r integrate.Record) { steps = append(steps, r) }})
				mustSolve(t, s, &ode.Problem[float64]{T1: 50, Rows: 1, Y: [][]float64{{2}}})
				scale := 1e-6 + 1e-6*2
				d0, d1 := 2/scale, 2*math.Abs(rate)/scale
				h0 := 0.01 * d0 / d1
				d2 := math.Abs(rate*rate*2+clock) / scale // |f(h₀, y+h₀f) − f(0, y)|/h₀ = |λ²y + μ|
				want := min(100*h0, math.Pow(1/max(d1, d2), 1/float64(tab.Order+1)), 50)
				within(t, tab.Name, steps[0].H, want, 1e-9*want)
			}
		}
	}
}

// TestMaxStep: no step is longer than MaxStep, but for the stretch of the last one, and steps reach it where the error
// allows.
func TestMaxStep(t *testing.T) {
	for _, controller := range []bool{false, true} {
		longest := 0.0
		s := mustSolver[float64](t, oscillator(), &integrate.Settings{MaxStep: 0.07, Shared: controller, RTol: 1e-3, ATol: 1e-3,
			Recorder: func(r integrate.Record) { longest = max(longest, math.Abs(r.H)) }})
		for _, end := range []float64{1, -1} {
			longest = 0
			mustSolve(t, s, &ode.Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 0, 0, 1}}})
			if longest > 0.07*control.Stretch || longest < 0.07 {
				t.Errorf("shared %v, to %g: the longest step is %g, want 0.07 to %g", controller, end, longest, 0.07*control.Stretch)
			}
		}
	}
}

// TestMinStep: no step is shorter than MinStep, the first included, but one that ends where a step must end.
func TestMinStep(t *testing.T) {
	for _, shared := range []bool{false, true} {
		shortest := math.Inf(1)
		s := mustSolver[float64](t, oscillator(), &integrate.Settings{MinStep: 0.07, FirstStep: 0.01, Shared: shared, RTol: 1e-3, ATol: 1e-3,
			Recorder: func(r integrate.Record) { shortest = min(shortest, math.Abs(r.H)) }})
		mustSolve(t, s, &ode.Problem[float64]{T1: 10, Rows: 2, Y: [][]float64{{1, 0, 0, 1}}})
		within(t, "the shortest step", shortest, 0.07, 1e-15)
	}
}

// TestFirstStepOfADecay: in y' = λ(y−a) the first step is at most 1/|λ|, and a method whose error estimate is 0 at just that
// step, as Bosh3's is, still meets the tolerance, from y = 1 and from 0, whatever part of the interval that step is.
func TestFirstStepOfADecay(t *testing.T) {
	const tolerance = 1e-6
	for _, tab := range odetest.Explicit {
		if !method.Adaptive(tab) || tab.Order < 3 {
			continue
		}
		for _, rate := range []float64{-1e3, -1e6, 1e4} {
			for start, rest := range map[float64]float64{1: 0, 0: 1} {
				s := mustSolver[float64](t, odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(b.Shift(y, -rest), rate) }),
					&integrate.Settings{Tableau: tab, RTol: tolerance, ATol: tolerance})
				for _, length := range []float64{1, 2, 2.5, 3} {
					out := mustSolve(t, s, &ode.Problem[float64]{T1: length / math.Abs(rate), Rows: 1, Y: [][]float64{{start}}})
					want := rest + (start-rest)*math.Exp(math.Copysign(length, rate))
					within(t, fmt.Sprintf("%s, λ = %g, from %g over %g/|λ|: the end", tab.Name, rate, start, length), out.Y[0][0], want, 100*tolerance*(1+math.Abs(want)))
				}
			}
		}
	}
}

// TestFirstStepOfADecayFarFromZero: so it does where the trial step is rounded to a few spacings of times.
func TestFirstStepOfADecayFarFromZero(t *testing.T) {
	const rate = -1e13
	s := mustSolver[float64](t, odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, rate) }), &integrate.Settings{Tableau: tableau.Bosh3})
	for _, length := range []float64{1e-13, -1e-13} {
		p := &ode.Problem[float64]{T0: 1, T1: 1 + length, Rows: 1, Y: [][]float64{{1}}}
		want := math.Exp(rate * (p.T1 - p.T0))
		within(t, "the end", mustSolve(t, s, p).Y[0][0], want, 1e-4*want)
	}
}

// TestFirstStepOfAnOscillation: from 0, or where nothing changes at first, the first step is no multiple of a period, all of
// whose stages would see one phase, whatever the unit of time.
func TestFirstStepOfAnOscillation(t *testing.T) {
	const periods = 90 // of which Dopri5's stages take 18, 27, 72, 80 and 90
	for _, unit := range []float64{1, 1e-3, 1e-9, 1e-15} {
		for name, wave := range map[string]func(*graph.Builder, *G.Node) *G.Node{"cos": (*graph.Builder).Cos, "sin": (*graph.Builder).Sin} {
			sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
				return b.Add(b.Scale(wave(b, b.Scale(t, 2*math.Pi/unit)), 2*math.Pi/unit), b.Scale(y, 0))
			})
			for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas4} {
				s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, RTol: 1e-4, ATol: 1e-4})
				for _, end := range []float64{periods * unit, -periods * unit} {
					out := mustSolve(t, s, &ode.Problem[float64]{T1: end, Rows: 1, Y: [][]float64{{0}}})
					within(t, fmt.Sprintf("%s, %s in units of %g to %g: the end", tab.Name, name, unit, end), out.Y[0][0], 0, 0.1)
				}
			}
		}
	}
}
