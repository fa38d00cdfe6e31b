// Output times that each row has of its own.

package integrate_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// irregular is a problem of seven rows, each with 0 to 7 output times of its own: at the ends, twice, and several in
// one step.
func irregular[T graph.Float](t0, t1 float64) *ode.Problem[T] {
	p := odetest.NetworkProblem[T](7, t0, t1)
	mark := func(s float64) float64 { return t0 + s*(t1-t0) }
	p.RowSaveAt = [][]float64{{mark(0.3)}, {}, {t0, mark(0.001), mark(0.002), mark(0.5), mark(0.5), mark(0.97), t1}, {t0}, {mark(0.1), mark(0.85)},
		{t0, t0, mark(0.6)}, {mark(0.2), mark(0.45), t1, t1}}
	return p
}

// alone is the problem of one row of a problem.
func alone[T graph.Float](s *ode.System, p *ode.Problem[T], row int) *ode.Problem[T] {
	one := *p
	one.Rows, one.Y, one.Args, one.RowSaveAt = 1, nil, nil, [][]float64{p.RowSaveAt[row]}
	for b, y := range p.Y {
		if w := s.Blocks[b].Width; y != nil {
			y = y[row*w : (row+1)*w]
		}
		one.Y = append(one.Y, y)
	}
	for e, x := range p.Args {
		w := s.Args[e].Width
		one.Args = append(one.Args, x[row*w:(row+1)*w])
	}
	return &one
}

// TestRowsWithoutTimesAreThoseOfARowAlone: the end of a row has the same bits beside rows with output times and alone, also
// if the row has no time itself.
func TestRowsWithoutTimesAreThoseOfARowAlone(t *testing.T) {
	for _, tab := range tableau.All {
		sys := odetest.Network[float64](t, 2)
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 40})
		p := irregular[float64](0, 2)
		out := mustSolve(t, s, p)
		for row := range p.Rows {
			sameRow(t, sys, out, row, mustSolve(t, s, alone(sys, p, row)), 0)
		}
	}
}

// TestRowTimesAreThoseOfARowAlone: the outputs of a row have the bits of a solve of that row alone with the same times as
// SaveAt. Room beyond the times of a row holds NaN.
func TestRowTimesAreThoseOfARowAlone(t *testing.T) {
	t.Run("float32", testRowTimesAlone[float32])
	t.Run("float64", testRowTimesAlone[float64])
}

func testRowTimesAlone[T graph.Float](t *testing.T) {
	for _, settings := range []integrate.Settings{{RTol: 1e-4, Lanes: 2, Workers: 2}, {Tableau: tableau.RK4, Steps: 9}, {Tableau: tableau.Rodas5P, RTol: 1e-3, Lanes: 4}} {
		for _, ends := range [][2]float64{{0, 2}, {1.5, -0.5}} {
			sys := odetest.Network[T](t, 2)
			s := mustSolver[T](t, sys, &settings)
			p := irregular[T](ends[0], ends[1])
			out, n := mustSolve(t, s, p), control.Outputs(p)
			for row, times := range p.RowSaveAt {
				one := alone(sys, p, row)
				one.SaveAt, one.RowSaveAt = times, nil
				want := mustSolve(t, s, one)
				for b, block := range sys.Blocks {
					for i := range n * block.Width {
						var got float64
						wanted := math.NaN()
						if at := row*n*block.Width + i; block.Quadrature {
							got = out.SavedQuad[b][at]
							if i < len(times)*block.Width {
								wanted = want.SavedQuad[b][i]
							}
						} else {
							got = float64(out.Saved[b][at])
							if i < len(times)*block.Width {
								wanted = float64(want.Saved[b][i])
							}
						}
						if math.Float64bits(got) != math.Float64bits(wanted) && !(got != got && wanted != wanted) {
							t.Errorf("row %d, block %d, number %d: %v, want %v as alone", row, b, i, got, wanted)
						}
					}
				}
			}
		}
	}
}

// squaresReached is a loss of the outputs that the rows reach. The weights begin anew in each row, so that the share of a
// row does not depend on other rows.
func squaresReached(n int) func(c *integrate.Trajectory[float64]) (float64, error) {
	return func(c *integrate.Trajectory[float64]) (sum float64, err error) {
		for b := range c.Saved {
			for i, v := range c.Saved[b] {
				if w := math.Cos(float64(i % (3 * n))); v == v {
					sum, c.SavedBar[b][i] = sum+w*v*v/2, w*v
				}
			}
			for i, v := range c.SavedQuad[b] {
				if w := math.Sin(1 + float64(i%n)); v == v {
					sum, c.SavedQuadBar[b][i] = sum+w*v*v/2, w*v
				}
			}
		}
		return sum, nil
	}
}

// jumping is odetest.Network with a jump of the state at the problem's JumpTimes.
func jumping(t *testing.T) *ode.System {
	sys := odetest.Network[float64](t, 2)
	shift := sys.Params.Get("bias")
	sys.Jump = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Add(b.Square(y[0]), b.Add(b.SliceCols(b.Param(shift), 0, 3), t)), nil, nil}, b.Err()
	}
	return sys
}

// TestGradientOfRowTimes: the gradient agrees with finite differences for initial values, constant inputs, parameters, T0,
// T1 and the output times, across jumps. One jump is at the last output time of a row.
func TestGradientOfRowTimes(t *testing.T) {
	for i, ends := range [][2]float64{{0, 2}, {2, 0}} {
		for j, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			if !long.Takes(i+j, 2) {
				continue
			}
			sys := jumping(t)
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11, Lanes: 2})
			p := irregular[float64](ends[0], ends[1])
			p.TStops, p.JumpTimes = []float64{ends[0] + 0.25*(ends[1]-ends[0])}, []float64{ends[0] + 0.4375*(ends[1]-ends[0]), ends[0] + 0.625*(ends[1]-ends[0])}
			p.RowSaveAt[5][2] = p.JumpTimes[1]
			n := control.Outputs(p)
			gradient := func() *integrate.Gradient[float64] {
				g, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(n), &integrate.GradientSettings{Method: method})
				if err != nil {
					t.Fatalf("%+v", err)
				}
				return g
			}
			times := gradient().Times
			if len(times) != p.Rows*n {
				t.Fatalf("%d derivatives by times, want %d", len(times), p.Rows*n)
			}
			checkTimes(t, p, n, times, func() float64 { return gradient().Loss })
			checkEnds(t, p, gradient)
			differences(t, sys, p, func() *integrate.Gradient[float64] {
				g := gradient()
				g.Times = nil // checkTimes has compared them
				return g
			}, 3e-6)
		}
	}
}

// checkTimes compares the derivatives by output times with differences. It moves one time of one row at a time, but none
// that is at T0 or T1, at a jump, or twice in its row: moved alone, such a time has no derivative.
func checkTimes(t *testing.T, p *ode.Problem[float64], n int, got []float64, loss func() float64) {
	t.Helper()
	const δ = 1e-5
	for row, times := range p.RowSaveAt {
		for i, at := range times {
			if at == p.T0 || at == p.T1 || slices.Contains(p.JumpTimes, at) || slices.Index(times, at) != i || i+1 < len(times) && times[i+1] == at {
				continue
			}
			times[i] = at + δ
			up := loss()
			times[i] = at - δ
			down := loss()
			times[i] = at
			within(t, fmt.Sprintf("time %d of row %d", i, row), got[row*n+i], (up-down)/(2*δ), 3e-6*max(1, math.Abs(got[row*n+i])))
		}
		for i := len(times); i < n; i++ {
			within(t, fmt.Sprintf("room %d of row %d, which has no such time", i, row), got[row*n+i], 0, 0)
		}
	}
}

// checkEnds compares the derivatives by T0 and T1 with differences. It moves an end together with the output times at
// that end.
func checkEnds(t *testing.T, p *ode.Problem[float64], gradient func() *integrate.Gradient[float64]) {
	t.Helper()
	g := gradient()
	for _, end := range []*float64{&p.T0, &p.T1} {
		var atEnd []*float64
		for _, times := range p.RowSaveAt {
			for i := range times {
				if times[i] == *end {
					atEnd = append(atEnd, &times[i])
				}
			}
		}
		move := func(d float64) float64 {
			*end += d
			for _, at := range atEnd {
				*at = *end
			}
			return gradient().Loss
		}
		const δ = 1e-5
		was := *end
		up := move(δ)
		down := move(-2 * δ)
		move(was - *end)
		want, got := (up-down)/(2*δ), g.T0
		if end == &p.T1 {
			got = g.T1
		}
		within(t, fmt.Sprintf("end %v", was), got, want, 3e-6*max(1, math.Abs(want)))
	}
}

// TestGradientOfRowTimesIsThatOfARowAlone: the gradient of a row has the bits that it has alone, but for parameters, which
// are summed over the rows.
func TestGradientOfRowTimesIsThatOfARowAlone(t *testing.T) {
	for _, settings := range []integrate.Settings{{RTol: 1e-5, Lanes: 2, Workers: 2}, {Tableau: tableau.RK4, Steps: 5, Lanes: 4}, {}} {
		for i, method := range []integrate.Method{integrate.Replay, integrate.Backsolve, integrate.Replay} {
			if method == integrate.Backsolve && settings.Steps > 0 {
				continue
			}
			sys := jumping(t)
			s := mustSolver[float64](t, sys, &settings)
			p := irregular[float64](0, 2)
			p.JumpTimes = [][]float64{{0.75}, {0.75}, nil}[i]
			n := control.Outputs(p)
			along := func(p *ode.Problem[float64]) *integrate.Gradient[float64] {
				g, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(n), &integrate.GradientSettings{Method: method})
				if err != nil {
					t.Fatalf("%+v", err)
				}
				return g
			}
			all, loss := along(p), 0.0
			for row := range p.Rows {
				one := alone(sys, p, row)
				if control.Outputs(one) == 0 {
					continue
				}
				m := control.Outputs(one)
				g := along(one)
				loss += g.Loss
				for what, pair := range map[string][2][]float64{"y0": {all.Y0[0][3*row : 3*row+3], g.Y0[0]}, "input": {all.Args[0][2*row : 2*row+2], g.Args[0]},
					"times": {all.Times[row*n : row*n+m], g.Times}} {
					if !slices.Equal(pair[0], pair[1]) {
						t.Errorf("%s of row %d: %v, want %v as alone", what, row, pair[0], pair[1])
					}
				}
			}
			within(t, "loss", all.Loss, loss, 1e-12*math.Abs(loss))
		}
	}
}

// TestRowTimesThatAllRowsShare: output times that all rows share have the gradient that SaveAt has, to the solver's error.
func TestRowTimesThatAllRowsShare(t *testing.T) {
	s := mustSolver[float64](t, jumping(t), &integrate.Settings{RTol: 1e-10, ATol: 1e-10})
	p := odetest.NetworkProblem[float64](3, 0, 2)
	p.SaveAt, p.JumpTimes = []float64{0, 0.5, 1.25, 2}, []float64{0.75}
	want, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(4), nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	p.RowSaveAt, p.SaveAt = [][]float64{p.SaveAt, p.SaveAt, p.SaveAt}, nil
	got, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(4), nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	within(t, "loss", got.Loss, want.Loss, 1e-5)
	for i := range want.Times {
		within(t, fmt.Sprint("time ", i), got.Times[i]+got.Times[4+i]+got.Times[8+i], want.Times[i], 1e-5)
	}
	for q := range want.Params {
		for i := range want.Params[q] {
			within(t, fmt.Sprintf("parameter %d, %d", q, i), got.Params[q][i], want.Params[q][i], 1e-5)
		}
	}
}

// TestRowTimesEndRows: a gradient solves a row up to the step in which its last output time lies. Further on the row may
// have no solution.
func TestRowTimesEndRows(t *testing.T) {
	s := mustSolver[float64](t, odetest.Explosive(), nil)
	p := &ode.Problem[float64]{T1: 3, Rows: 2, Y: [][]float64{{1, 0.25}}, RowSaveAt: [][]float64{{0.5}, {0.5, 3}}}
	g, err := s.GradientOfTrajectory(t.Context(), p, func(c *integrate.Trajectory[float64]) (float64, error) {
		c.SavedBar[0][0], c.SavedBar[0][3] = 1, 1
		return c.Saved[0][0] + c.Saved[0][3], nil
	}, nil)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	within(t, "loss", g.Loss, 2+1/(4-3.), 1e-3) // y = 1/(1/y₀ − t) is infinite at t = 1 in the first row, at t = 4 in the second
	within(t, "∂/∂y₀", g.Y0[0][0], 4, 1e-2)
	if end := g.Solution.Ends[0].T; !(end >= 0.5 && end < 1) || g.Solution.Ends[1].T != 3 {
		t.Errorf("the rows end at %v and %v, want soon after 0.5, and 3", end, g.Solution.Ends[1].T)
	}
}

// TestRowTimesRefused: RowSaveAt is refused for another number of rows, with times out of order or outside the interval,
// together with SaveAt, and for gradients by Backsolve with shared steps.
func TestRowTimesRefused(t *testing.T) {
	s := mustSolver[float64](t, odetest.Logistic(), nil)
	problem := func(times ...[]float64) *ode.Problem[float64] {
		return &ode.Problem[float64]{T1: 1, Rows: 2, Y: [][]float64{{0.1, 0.2}}, RowSaveAt: times}
	}
	if _, err := s.Solve(t.Context(), problem([]float64{0.5})); !errors.Is(err, ode.ErrShape) {
		t.Errorf("one list for two rows: %v", err)
	}
	both := problem(nil, nil)
	both.SaveAt = []float64{0.5}
	for what, p := range map[string]*ode.Problem[float64]{"order": problem(nil, []float64{0.5, 0.4}), "outside": problem(nil, []float64{2}), "NaN": problem(nil, []float64{math.NaN()}), "both": both} {
		if _, err := s.Solve(t.Context(), p); !errors.Is(err, ode.ErrInterval) || what != "both" && !strings.HasPrefix(err.Error(), "RowSaveAt[1][") {
			t.Errorf("%s: %v", what, err)
		}
	}
	loss := func(*integrate.Trajectory[float64]) (float64, error) { return 0, nil }
	if _, err := s.GradientOfTrajectory(t.Context(), problem(nil, nil), loss, nil); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("no times: %v", err)
	}
	shared := mustSolver[float64](t, odetest.Logistic(), &integrate.Settings{Shared: true})
	backsolve := &integrate.GradientSettings{Method: integrate.Backsolve}
	if _, err := shared.GradientOfTrajectory(t.Context(), problem(nil, []float64{0.5}), loss, backsolve); !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("shared steps: %v", err)
	}
	if _, err := shared.GradientOfTrajectory(t.Context(), problem(nil, []float64{0.5}), loss, nil); err != nil {
		t.Errorf("replay with shared steps: %v", err)
	}
	if _, err := shared.Solve(t.Context(), problem(nil, []float64{0.5})); err != nil {
		t.Errorf("Solve with shared steps: %v", err)
	}
}

// TestRowTimesThroughEvents: the gradient agrees with finite differences for rows that events change, and for rows that
// events end before some of their output times.
func TestRowTimesThroughEvents(t *testing.T) {
	for _, ends := range [][2]float64{{0.2, 1.7}, {1.7, 0.2}} {
		sys := odetest.Eventful(t)
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.DOP853, Lanes: 4, RTol: 1e-11, ATol: 1e-11})
		p := irregular[float64](ends[0], ends[1])
		n, missed := control.Outputs(p), 0
		gradient := func() *integrate.Gradient[float64] {
			g, err := s.GradientOfTrajectory(t.Context(), p, squaresReached(n), nil)
			if err != nil {
				t.Fatalf("%+v", err)
			}
			return g
		}
		g := gradient()
		for row, times := range p.RowSaveAt {
			for i := range times {
				if v := g.Solution.Saved[0][(row*n+i)*3]; v != v {
					missed++
				}
			}
		}
		if missed == 0 {
			t.Fatal("every row reaches all of its times; the test wants some that do not")
		}
		checkTimes(t, p, n, g.Times, func() float64 { return gradient().Loss })
		differences(t, sys, p, func() *integrate.Gradient[float64] {
			g := gradient()
			g.Times = nil
			return g
		}, 3e-6)
	}
}
