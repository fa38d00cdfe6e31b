// Random equations against their closed forms: ends, integrals, outputs, dense outputs, and every event.
package main

import (
	"errors"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// tryEquation solves one equation by one method for a few rows.
func tryEquation(t *trial) {
	if t.chance(0.2) {
		tryEquationOf[float32](t)
	} else {
		tryEquationOf[float64](t)
	}
}

// equationSolve is the solve of one trial: equation, method and rows.
type equationSolve[T graph.Float] struct {
	*trial
	e         *equation
	settings  *integrate.Settings
	tolerance float64
	rounding  float64
	problem   *ode.Problem[T]
	rows      []*exact
	moved     []*exact // for initial values that are moved by a millionth, which shows how far errors spread
}

func tryEquationOf[T graph.Float](t *trial) {
	s := &equationSolve[T]{trial: t, e: randomEquation(t.rng)}
	s.drawSettings()
	s.drawRows()
	if len(s.rows) == 0 {
		t.add("unclear equations", 1)
		return
	}
	solver, err := integrate.NewSolver[T](s.e.system(), s.settings)
	if err != nil {
		t.found("NewSolver: %v", err)
		return
	}
	out, err := solver.Solve(t.ctx, s.problem)
	if t.ctx.Err() != nil {
		return
	}
	if far := math.Abs(s.e.t0) > 1e5 && s.isSingle(); far && errors.Is(err, ode.ErrInterval) {
		t.add("refused, float32 far from 0", 1)
		return
	}
	if err != nil {
		t.found("%s: %+v", s.what(0), err)
		return
	}
	for row := range s.rows {
		t.add("rows", 1)
		s.check(row, out)
	}
	if near := math.Abs(s.e.t0) < 1e5; near && !s.isSingle() && s.settings.Tableau.BErr != nil && len(s.e.save) > 0 && t.chance(0.3) {
		s.checkGradient(solver)
	}
}

func (s *equationSolve[T]) what(row int) string {
	return describe(s.e, s.settings, s.rows[row].pieces[0].y, graph.DtypeOf[T]())
}

func (s *equationSolve[T]) isSingle() bool { return graph.DtypeOf[T]() == graph.DtypeOf[float32]() }

// drawSettings draws a method with adaptive steps, or with so many fixed steps that their error is small.
func (s *equationSolve[T]) drawSettings() {
	s.rounding, s.tolerance = 1e-15, math.Pow(10, -5-5*s.rng.Float64())
	if s.isSingle() {
		s.rounding, s.tolerance = 1e-6, math.Pow(10, -3-1.5*s.rng.Float64())
	}
	method := pick(s.rng, tableau.All[5:]...)
	if method.BErr == nil || method.Order < 3 {
		method = pick(s.rng, tableau.Dopri5, tableau.Tsit5, tableau.RK4, tableau.RK8)
	}
	s.tolerance = max(s.tolerance, 2.3e-16*math.Abs(s.e.t0)) // below it, the spacing of times is noise in f
	s.settings = &integrate.Settings{Tableau: method, RTol: s.tolerance, ATol: s.tolerance, Lanes: pick(s.rng, 0, 1, 3, 8), Workers: pick(s.rng, 0, 1, 2)}
	if method.BErr == nil {
		s.settings.Steps, s.tolerance = 600, max(1e-9, s.tolerance) // RK4 with a step of 0.01
	}
}

// drawRows keeps the rows whose closed forms are clear.
func (s *equationSolve[T]) drawRows() {
	n, levels := s.e.width(), max(1, len(s.e.happenings))
	s.e.gap = max(s.e.gap, 100*s.rounding*math.Abs(s.e.t0)) // each event may be off by 16 spacings of time
	p := &ode.Problem[T]{T0: s.e.t0, T1: s.e.t1, Y: [][]T{nil, nil}, Args: [][]T{nil}, SaveAt: s.e.save, TStops: s.e.stops, JumpTimes: s.e.jumps, Dense: s.chance(0.5)}
	for range 6 {
		y, args := draw[T](s.rng, n, 2), draw[T](s.rng, levels, 2)
		x := s.e.solveExactly(y, args)
		moved := append([]float64(nil), y...)
		for i := range moved {
			moved[i] += 1e-6
		}
		m := s.e.solveExactly(moved, args)
		if !x.clear || !m.clear || len(x.events) != len(m.events) || x.stopped != m.stopped {
			s.add("unclear rows", 1)
			continue
		}
		s.rows, s.moved = append(s.rows, x), append(s.moved, m)
		p.Y[0], p.Args[0] = append(p.Y[0], castTo[T](y)...), append(p.Args[0], castTo[T](args)...)
	}
	p.Rows, s.problem = len(s.rows), p
}

// bound is the largest allowed error after the steps of a row. Each step errs by the tolerance, and errors spread as the
// closed form says. Times are float64, whose spacing grows with t.
func (s *equationSolve[T]) bound(row int, out *ode.Solution[T], size, moved float64) float64 {
	steps := float64(out.RowStats[row].Accepted + 10)
	spread := max(1, math.Abs(moved)/1e-6)
	clock := s.rounding * max(math.Abs(s.e.t0), math.Abs(s.e.t1))
	return spread * (steps*(10*s.tolerance+4*s.rounding)*max(1, size) + 20*clock)
}

// interpolated is how much larger errors may be inside a step: an interpolant can have a lower order than its method.
const interpolated = 300

func (s *equationSolve[T]) check(row int, out *ode.Solution[T]) {
	x, m := s.rows[row], s.moved[row]
	if want := map[bool]ode.Status{false: ode.Done, true: ode.Stopped}[x.stopped]; out.Status[row] != want {
		s.found("%s: status %v, want %v at %v; its events are %v, want %v", s.what(row), out.Status[row], want, x.end, out.Events[row], x.events)
		return
	}
	if len(s.e.happenings) > 0 && !s.checkEvents(row, out) {
		return
	}
	s.near(row, out, "end", []float64{out.Ends[row].T}, []float64{x.end}, []float64{m.end}, 1)
	s.checkAt(row, out, "solution", x.end, m.end, toFloat64(out.Y[0][row*s.e.width():][:s.e.width()]), out.Quad[1][row], 1)
	for i, at := range s.e.save {
		s.checkSaved(row, out, i, at)
	}
	for range 5 {
		s.checkDense(row, out, s.e.t0+(s.e.t1-s.e.t0)*s.rng.Float64())
	}
}

// checkEvents compares a row's events with those of the closed form, in order.
func (s *equationSolve[T]) checkEvents(row int, out *ode.Solution[T]) bool {
	got, want, moved := out.Events[row], s.rows[row].events, s.moved[row].events
	if len(got) != len(want) {
		s.found("%s: %d events, want %d: %v, want %v", s.what(row), len(got), len(want), got, want)
		return false
	}
	for i := range got {
		s.add("events", 1)
		if got[i].Event != want[i].event {
			s.found("%s: event %d is number %d, want %d: %v, want %v", s.what(row), i, got[i].Event, want[i].event, got, want)
			return false
		}
		s.near(row, out, "time of event", []float64{got[i].T}, []float64{want[i].t}, []float64{moved[i].t}, interpolated)
		s.near(row, out, "state at event", toFloat64(got[i].Y[0]), want[i].y, moved[i].y, interpolated)
	}
	return true
}

// checkAt compares state and integral with the closed form.
func (s *equationSolve[T]) checkAt(row int, out *ode.Solution[T], what string, at, atMoved float64, y []float64, area, factor float64) {
	want, wantArea := s.rows[row].at(at)
	moved, movedArea := s.moved[row].at(atMoved)
	s.near(row, out, what, append(y, area), append(want, wantArea), append(moved, movedArea), factor)
}

func (s *equationSolve[T]) checkSaved(row int, out *ode.Solution[T], i int, at float64) {
	x, n := s.rows[row], s.e.width()
	if x.isClose(at) {
		return
	}
	y, area := toFloat64(out.Saved[0][(row*len(s.e.save)+i)*n:][:n]), out.SavedQuad[1][row*len(s.e.save)+i]
	s.add("outputs", 1)
	if (at-x.end)*x.sign() > 0 {
		if !math.IsNaN(y[0]) || !math.IsNaN(area) {
			s.found("%s: output %v at %v, after the end at %v", s.what(row), y, at, x.end)
		}
		return
	}
	s.checkAt(row, out, "output", at, at, y, area, interpolated)
}

func (s *equationSolve[T]) checkDense(row int, out *ode.Solution[T], at float64) {
	x := s.rows[row]
	if out.Dense == nil || x.isClose(at) || (at-x.end)*x.sign() > 0 {
		return
	}
	y, err := out.Dense.At(nil, row, 0, at)
	area, errArea := out.Dense.At(nil, row, 1, at)
	if err != nil || errArea != nil {
		s.found("%s: dense output at %v: %v, %v", s.what(row), at, err, errArea)
		return
	}
	s.add("dense outputs", 1)
	s.checkAt(row, out, "dense output", at, at, y, area[0], interpolated)
}

// near compares numbers with those of the closed form, and reports one finding for all of them.
func (s *equationSolve[T]) near(row int, out *ode.Solution[T], what string, got, want, moved []float64, factor float64) {
	s.add("numbers", len(got))
	for i := range got {
		bound := factor * s.bound(row, out, math.Abs(want[i]), moved[i]-want[i])
		if what == "end" || what == "time of event" { // the error of a time is not relative to its size
			bound = factor * s.bound(row, out, 1, moved[i]-want[i]) / s.e.least
		}
		if !(math.Abs(got[i]-want[i]) <= bound) {
			s.found("%s: %s is %v, want %v: number %d is off by %.3g, bound %.3g", s.what(row), what, got, want, i, got[i]-want[i], bound)
			return
		}
	}
}
