// Gradients through events against differences.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// differences compares a gradient with central differences of its loss.
func differences(t *testing.T, sys *ode.System, p *ode.Problem[float64], gradient func() *integrate.Gradient[float64], tolerance float64) {
	t.Helper()
	const δ = 1e-5
	g := gradient()
	compare := func(what string, got float64, add func(float64)) {
		t.Helper()
		add(δ)
		up := gradient().Loss
		add(-2 * δ)
		down := gradient().Loss
		add(δ)
		within(t, what, got, (up-down)/(2*δ), tolerance*max(1, math.Abs(got)))
	}
	for i := 0; i < len(p.Y[0]); i += 2 {
		compare(fmt.Sprint("y0 ", i), g.Y0[0][i], func(d float64) { p.Y[0][i] += d })
	}
	for i := 0; i < len(p.Args[0]); i += 3 {
		compare(fmt.Sprint("constant input ", i), g.Args[0][i], func(d float64) { p.Args[0][i] += d })
	}
	for n, q := range sys.Params.List() {
		for i := range min(2, q.Len()) {
			compare(fmt.Sprint("parameter ", q.Name, i), g.Params[n][i], func(d float64) { q.Set(i, q.At(i)+d); sys.Params.Touch() })
		}
	}
	if p.RowSaveAt != nil { // checkTimes and checkEnds move these times
		return
	}
	first, last := len(p.SaveAt) > 0 && p.SaveAt[0] == p.T0, len(p.SaveAt) > 0 && p.SaveAt[len(p.SaveAt)-1] == p.T1
	compare("t0", g.T0, func(d float64) {
		p.T0 += d
		if first {
			p.SaveAt[0] += d
		}
	})
	if !last { // the output time would have to move with t1
		compare("t1", g.T1, func(d float64) { p.T1 += d })
	}
	for i := range g.Times {
		if i == 0 && first || i+1 == len(g.Times) && last {
			continue
		}
		jump := -1
		for k, at := range p.JumpTimes {
			if at == p.SaveAt[i] {
				jump = k
			}
		}
		compare(fmt.Sprint("time ", i), g.Times[i], func(d float64) {
			p.SaveAt[i] += d
			if jump >= 0 {
				p.JumpTimes[jump] = p.SaveAt[i]
			}
		})
	}
}

// TestGradientThroughEvents: the gradient of a loss at the end agrees with finite differences for rows that events change
// and end, with tstops and jumps, forward and backward in time.
func TestGradientThroughEvents(t *testing.T) {
	const rows = 7
	for i, ends := range [][2]float64{{0.2, 1.7}, {1.7, 0.2}} {
		for j, tab := range []*tableau.Tableau{tableau.DOP853, tableau.Rodas5P} {
			if !long.Takes(i+j, 2) {
				continue
			}
			sys := odetest.Eventful(t)
			settings := &integrate.Settings{Tableau: tab, Lanes: 4, RTol: 1e-11, ATol: 1e-11}
			if tab == tableau.Rodas5P {
				settings.RTol, settings.ATol = 1e-9, 1e-9
			}
			s := mustSolver[float64](t, sys, settings)
			p := odetest.NetworkProblem[float64](rows, ends[0], ends[1])
			mark := func(s float64) float64 { return ends[0] + s*(ends[1]-ends[0]) }
			p.TStops, p.JumpTimes = []float64{mark(0.1), mark(0.7)}, []float64{mark(0.375), mark(0.75)}
			loss := func(stop *integrate.EventState[float64]) (sum float64, err error) {
				for row := range stop.T {
					w := 1 + float64(row)/rows
					sum += w*stop.T[row]*stop.T[row] + stop.Quad[1][row]*w
					stop.TBar[row], stop.QuadBar[1][row] = 2*w*stop.T[row], w
					for c := range 3 {
						v := stop.Y[0][3*row+c]
						sum, stop.YBar[0][3*row+c] = sum+v*v, 2*v
					}
				}
				return sum, nil
			}
			gradient := func() *integrate.Gradient[float64] {
				g, err := s.GradientAtEvent(t.Context(), p, loss, nil)
				if err != nil {
					t.Fatalf("%+v", err)
				}
				return g
			}
			if kicked, stopped := odetest.Census(gradient().Solution); kicked < 2 || stopped == 0 || stopped == rows {
				t.Fatalf("from %g: %d kicks, %d of %d rows stop; the test wants some of each", ends[0], kicked, stopped, rows)
			}
			differences(t, sys, p, gradient, 3e-6)
		}
	}
}

// TestTrajectoryThroughEvents: the gradient of a loss at output times before, on and after jumps and events agrees with
// finite differences. Some rows end before some of the times.
func TestTrajectoryThroughEvents(t *testing.T) {
	const rows = 7
	for i, ends := range [][2]float64{{0.2, 1.7}, {1.7, 0.2}} {
		for j, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			if !long.Takes(i+j, 2) {
				continue
			}
			sys := odetest.Eventful(t)
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, Lanes: 4, RTol: 1e-11, ATol: 1e-11})
			p := odetest.NetworkProblem[float64](rows, ends[0], ends[1])
			mark := func(s float64) float64 { return ends[0] + s*(ends[1]-ends[0]) }
			p.SaveAt = []float64{ends[0], mark(0.25), mark(0.375), mark(0.9)}
			p.TStops, p.JumpTimes = []float64{mark(0.1)}, []float64{mark(0.375), mark(0.75)}
			missed := 0
			loss := func(c *integrate.Trajectory[float64]) (sum float64, err error) {
				missed = 0
				for b := range c.Saved {
					for i, v := range c.Saved[b] {
						if v != v {
							missed++
							continue
						}
						w := math.Cos(float64(i))
						sum, c.SavedBar[b][i] = sum+w*v*v/2, w*v
					}
					for i, v := range c.SavedQuad[b] {
						if v == v {
							w := math.Sin(1 + float64(i))
							sum, c.SavedQuadBar[b][i] = sum+w*v*v/2, w*v
						}
					}
				}
				return sum, nil
			}
			gradient := func() *integrate.Gradient[float64] {
				g, err := s.GradientOfTrajectory(t.Context(), p, loss, &integrate.GradientSettings{Method: method})
				if err != nil {
					t.Fatalf("%+v", err)
				}
				return g
			}
			gradient()
			if missed == 0 || missed == 3*rows {
				t.Fatalf("%d outputs are not reached; the test wants some", missed)
			}
			differences(t, sys, p, gradient, 3e-6)
		}
	}
}

// TestBouncingBallGradient: after a bounce that leaves the share e of the speed, the height at T has the closed form
// x(T) = e·u·τ − gτ²/2, with u = √(v²+2gx₀), τ = T − t*, t* = (v+u)/g.
func TestBouncingBallGradient(t *testing.T) {
	const g, e, end = 9.81, 0.8, 1.2
	bounce := ode.Event{Name: "ground", Function: odetest.Coordinate(0), Direction: -1, Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -e)), nil}, b.Err()
	}}
	s := mustSolver[float64](t, falling(bounce), &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	p := &ode.Problem[float64]{T1: end, Rows: 1, Y: [][]float64{{2, 1}, nil}}
	height := func(stop *integrate.EventState[float64]) (float64, error) {
		stop.YBar[0][0] = 1
		return stop.Y[0][0], nil
	}
	got, err := s.GradientAtEvent(t.Context(), p, height, nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	x, v := 2.0, 1.0
	u := math.Sqrt(v*v + 2*g*x)
	τ := end - (v+u)/g
	within(t, "height", got.Loss, e*u*τ-g*τ*τ/2, 1e-8)
	// By x: u' = g/u, τ' = −1/u. By v: u' = v/u, τ' = −(1+v/u)/g.
	within(t, "∂/∂x", got.Y0[0][0], e*(g/u*τ-1)+g*τ/u, 1e-7)
	within(t, "∂/∂v", got.Y0[0][1], e*(v/u*τ-u*(1+v/u)/g)+τ*(1+v/u), 1e-7)
	within(t, "∂/∂T", got.T1, e*u-g*τ, 1e-7)
	along(t, s, p, e, g)
}

// along compares the gradient of the sum of a ball's heights at many times, of one row and in a list of the row's own, with
// the closed form. No time is close to the bounce, where a height has two derivatives.
func along(t *testing.T, s *integrate.Solver[float64], p *ode.Problem[float64], e, g float64) {
	x, v := p.Y[0][0], p.Y[0][1]
	u := math.Sqrt(v*v + 2*g*x)
	var times, slopes []float64
	byX, byV, sum := 0.0, 0.0, 0.0
	for i := range 300 {
		at := p.T1 * (float64(i) + 0.5) / 300
		if τ := at - (v+u)/g; math.Abs(τ) < 1e-3 {
			continue
		} else if τ < 0 {
			byX, byV, sum, slopes = byX+1, byV+at, sum+x+v*at-g*at*at/2, append(slopes, v-g*at)
		} else {
			byX, byV = byX+e*(g/u*τ-1)+g*τ/u, byV+e*(v/u*τ-u*(1+v/u)/g)+τ*(1+v/u)
			sum, slopes = sum+e*u*τ-g*τ*τ/2, append(slopes, e*u-g*τ)
		}
		times = append(times, at)
	}
	for _, own := range []bool{false, true} {
		if p.SaveAt, p.RowSaveAt = times, nil; own {
			p.SaveAt, p.RowSaveAt = nil, [][]float64{times}
		}
		got, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float64]) (sum float64, err error) {
			for i := range times {
				sum, c.SavedBar[0][2*i] = sum+c.Saved[0][2*i], 1
			}
			return sum, nil
		}, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		within(t, "sum of heights", got.Loss, sum, 1e-5)
		within(t, "∂/∂x of the sum", got.Y0[0][0], byX, 1e-5)
		within(t, "∂/∂v of the sum", got.Y0[0][1], byV, 1e-5)
		for i, slope := range slopes {
			within(t, fmt.Sprintf("∂/∂t%d of the sum", i), got.Times[i], slope, 1e-6)
		}
	}
}

// TestGradientOfEventsRefused: a gradient through an event on a jump does not exist, and a gradient with StepSize or with
// shared steps is not supported: both are refused.
func TestGradientOfEventsRefused(t *testing.T) {
	stop := func(*integrate.EventState[float64]) (float64, error) { return 0, nil }
	end := ode.Event{Name: "clock", Terminal: true, Function: func(b *graph.Builder, t *G.Node, _, _ []*G.Node) (*G.Node, error) {
		return b.Shift(t, -0.5), b.Err()
	}}
	p := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 0}}, JumpTimes: []float64{0.5}}
	_, err := mustSolver[float64](t, oscillator(end), nil).GradientAtEvent(t.Context(), p, stop, nil)
	if !errors.Is(err, ode.ErrInterval) || !strings.HasPrefix(err.Error(), "JumpTimes[0] is 0.5") {
		t.Errorf("an event on a jump: %v", err)
	}
	p.JumpTimes = nil
	for name, settings := range map[string]*integrate.Settings{"StepSize": {StepSize: 0.1}, "Shared": {Shared: true}} {
		if _, err := mustSolver[float64](t, oscillator(), settings).GradientAtEvent(t.Context(), p, stop, nil); !errors.Is(err, integrate.ErrSettings) {
			t.Errorf("%s: %v", name, err)
		}
	}
	never := ode.Event{Name: "never", Terminal: true, Function: func(b *graph.Builder, t *G.Node, _, _ []*G.Node) (*G.Node, error) {
		return b.Shift(b.Square(t), 1), b.Err()
	}}
	g, err := mustSolver[float64](t, oscillator(never), nil).GradientAtEvent(t.Context(), p, stop, nil)
	if !errors.Is(err, ode.NoEvent) || g == nil || g.Solution == nil {
		t.Errorf("no event: %v", err)
	}
}

// TestGradientsOfEventsAreCompiledOnce: the second call builds no graph.
func TestGradientsOfEventsAreCompiledOnce(t *testing.T) {
	builds := 0
	sys := odetest.Eventful(t)
	build, jump, function := sys.Build, sys.Jump, sys.Events[0].Function
	sys.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		builds++
		return build(b, t, y, args)
	}
	sys.Jump = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		builds++
		return jump(b, t, y, args)
	}
	sys.Events[0].Function = func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
		builds++
		return function(b, t, y, args)
	}
	p := odetest.NetworkProblem[float64](7, 0.2, 1.7)
	p.SaveAt, p.JumpTimes = []float64{0.5, 1}, []float64{0.75}
	s := mustSolver[float64](t, sys, nil)
	for call := range 2 {
		before := builds
		if _, err := s.GradientOfTrajectory(t.Context(), p, func(*integrate.Trajectory[float64]) (float64, error) { return 0, nil }, nil); err != nil {
			t.Fatalf("%+v", err)
		}
		if _, err := s.GradientAtEvent(t.Context(), p, func(*integrate.EventState[float64]) (float64, error) { return 0, nil }, nil); err != nil {
			t.Fatalf("%+v", err)
		}
		if (builds > before) != (call == 0) {
			t.Errorf("call %d built %d graphs, want some in the first call only", call, builds-before)
		}
	}
}

// TestSegmentsKeepToTheirSideOfAJump: with y' = y before a jump and −2y after it, ∂y(1)/∂y(0) is exp(0.7 − 2·0.3) to
// rounding, since no step sees both sides. The time of the jump may count to either side.
func TestSegmentsKeepToTheirSideOfAJump(t *testing.T) {
	t.Run("float32", testSegmentsKeepToTheirSide[float32])
	t.Run("float64", testSegmentsKeepToTheirSide[float64])
}

func testSegmentsKeepToTheirSide[T graph.Float](t *testing.T) {
	at := float64(T(0.7))
	for _, after := range []bool{false, true} {
		for _, ends := range [][2]float64{{0, 1}, {1, 0}} {
			flat := switching(at, after)
			sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
				k, err := flat.Build(b, t, []*G.Node{b.Scale(y, 0)}, nil)
				b.Fail(err)
				return b.Mul(k[0], y)
			})
			s := mustSolver[T](t, sys, &integrate.Settings{Tableau: tableau.DOP853, Steps: 6})
			p := &ode.Problem[T]{T0: ends[0], T1: ends[1], Rows: 2, Y: [][]T{{1, 2}}, JumpTimes: []float64{at}}
			g, err := s.GradientAtEvent(t.Context(), p, func(s *integrate.EventState[T]) (float64, error) {
				s.YBar[0][0] = 1
				return float64(s.Y[0][0]), nil
			}, nil)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			want := math.Exp((0.7 - 2*0.3) * (ends[1] - ends[0]))
			within(t, fmt.Sprintf("after %v, from %g", after, ends[0]), float64(g.Y0[0][0]), want, 30*control.Spacing[T]())
		}
	}
}

// TestTerminalEventDoesNotJump: the jump of a terminal event changes neither the row that ends nor its gradient.
func TestTerminalEventDoesNotJump(t *testing.T) {
	ground := ode.Event{Name: "ground", Function: odetest.Coordinate(0), Terminal: true}
	p := &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{2, 1}, nil}}
	var grads []*integrate.Gradient[float64]
	for _, jump := range []func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error){nil, func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Scale(y[0], -3), nil}, b.Err()
	}} {
		ground.Jump = jump
		g, err := mustSolver[float64](t, falling(ground), nil).GradientAtEvent(t.Context(), p, func(s *integrate.EventState[float64]) (float64, error) {
			s.TBar[0], s.YBar[0][1] = 1, 1
			return s.T[0] + s.Y[0][1], nil
		}, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		grads = append(grads, g)
	}
	if a, b := fmt.Sprint(grads[0].Loss, grads[0].Y0, grads[0].T0), fmt.Sprint(grads[1].Loss, grads[1].Y0, grads[1].T0); a != b {
		t.Errorf("%s with a jump, %s without", b, a)
	}
}

// TestWorkOfSegments: the backward pass solves each segment that an output depends on once more, goes over it once, and
// leaves the other segments out. Backsolve reports how far it misses the start.
func TestWorkOfSegments(t *testing.T) {
	const steps = 6
	sys := oscillator(ode.Event{Function: odetest.Coordinate(0), Terminal: true, Optional: true})
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, Steps: steps})
	p := &ode.Problem[float64]{T1: 1.5, Rows: 2, Y: [][]float64{{1, 0, 1, 0.5}}, TStops: []float64{0.25, 1}}
	loss := func(c *integrate.Trajectory[float64]) (float64, error) { c.SavedBar[0][0] = 1; return 0, nil }
	for _, c := range []struct {
		times    []float64
		segments int
	}{{[]float64{0.25}, 1}, {[]float64{0.1, 0.5}, 2}, {[]float64{0.1, 0.5, 1.25}, 3}} {
		p.SaveAt = c.times
		g, err := s.GradientOfTrajectory(t.Context(), p, loss, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		if want := 2 * 2 * c.segments * steps; g.Backward.Accepted != want { // two rows, each step forward and backward
			t.Errorf("outputs at %v: %d steps forward and backward, want %d", p.SaveAt, g.Backward.Accepted, want)
		}
	}
	adaptive := mustSolver[float64](t, sys, nil)
	g, err := adaptive.GradientOfTrajectory(t.Context(), p, loss, &integrate.GradientSettings{Method: integrate.Backsolve})
	if err != nil || !(g.ReverseError > 0) {
		t.Errorf("Backsolve misses by %g, %v", g.ReverseError, err)
	}
}

// TestSegmentsHaveStepsOfTheirOwn: MinStep holds for the forward solve, in whose time it is given. In the relative time of
// a segment it would be far too large.
func TestSegmentsHaveStepsOfTheirOwn(t *testing.T) {
	s := mustSolver[float64](t, oscillator(), &integrate.Settings{MinStep: 0.05, FirstStep: 0.05, MaxStep: 0.5})
	p := &ode.Problem[float64]{T1: 40, Rows: 1, Y: [][]float64{{1, 0}}}
	g, err := s.GradientAtEvent(t.Context(), p, func(s *integrate.EventState[float64]) (float64, error) {
		s.YBar[0][0] = 1
		return s.Y[0][0], nil
	}, nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	within(t, "∂x(40)/∂x", g.Y0[0][0], math.Cos(40), 1e-2)
}
