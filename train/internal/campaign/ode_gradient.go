// Gradients through jumps and events against differences of the closed form.
package main

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// checkGradient compares the derivatives of a weighted sum of all outputs by initial values and levels.
func (s *equationSolve[T]) checkGradient(solver *integrate.Solver[T]) {
	weights := draw[T](s.rng, len(s.rows)*len(s.e.save)*s.e.width(), 1)
	n := s.e.width()
	for row, x := range s.rows { // the derivative of an output near an event is changed by the solver's error
		for i, at := range s.e.save {
			if x.isClose(at) {
				clear(weights[(row*len(s.e.save)+i)*n:][:n])
			}
		}
	}
	loss := func(c *integrate.Trajectory[T]) (sum float64, err error) {
		for i, w := range weights {
			if v := float64(c.Saved[0][i]); !math.IsNaN(v) { // after a terminal event
				sum += w * v
				c.SavedBar[0][i] = T(w)
			}
		}
		return sum, nil
	}
	p := *s.problem
	p.Dense = false
	settings := &integrate.GradientSettings{Method: pick(s.rng, integrate.Replay, integrate.Replay, integrate.Backsolve), TapeBytes: 0}
	g, err := solver.GradientOfTrajectory(s.ctx, &p, loss, settings)
	switch {
	case s.ctx.Err() != nil:
		return
	case err != nil:
		s.found("%s: gradient, method %d: %v", s.what(0), settings.Method, err)
		return
	}
	for row := range s.rows {
		s.checkRowGradient(row, g, weights[row*len(s.e.save)*n:][:len(s.e.save)*n])
	}
	for i, at := range s.e.save {
		if !slices.Contains(s.e.jumps, at) { // a jump's time moves with it
			s.checkTimeGradient(i, at, g, weights)
		}
	}
}

// checkTimeGradient compares the derivative by an output time with the derivative of the weighted sum along the closed
// form.
func (s *equationSolve[T]) checkTimeGradient(i int, at float64, g *integrate.Gradient[T], weights []float64) {
	want, size, n := 0.0, 1.0, s.e.width()
	for row, x := range s.rows {
		if (at-x.end)*x.sign() > 0 {
			continue
		}
		y, _ := x.at(at)
		for j := range y {
			slope := s.e.c * math.Cos(s.e.ω*(at-s.e.t0))
			if j < len(s.e.a) {
				slope = s.e.a[j]*y[j] + s.e.b[j]
			}
			term := weights[(row*len(s.e.save)+i)*n+j] * slope
			want, size = want+term, size+math.Abs(term)
		}
	}
	s.add("derivatives", 1)
	if bound := size * (interpolated*float64(g.Forward.Accepted+10)*s.tolerance + 1e-9); !(math.Abs(g.Times[i]-want) <= bound) {
		s.found("%s: the derivative by output time %v is %v, want %v, bound %.3g", s.what(0), at, g.Times[i], want, bound)
	}
}

func (s *equationSolve[T]) checkRowGradient(row int, g *integrate.Gradient[T], weights []float64) {
	x, n := s.rows[row], s.e.width()
	start, levels := slices.Clone(x.pieces[0].y), slices.Clone(x.levels)
	got := slices.Concat(toFloat64(g.Y0[0][row*n:][:n]), toFloat64(g.Args[0][row*len(levels):][:len(levels)]))
	largest := 1.0
	var want []float64
	for i := range got {
		at := start
		j := i
		if i >= n {
			at, j = levels, i-n
		}
		d, ok := s.slope(x, weights, start, levels, &at[j])
		if !ok {
			s.add("unclear derivatives", 1)
			return
		}
		want, largest = append(want, d), max(largest, math.Abs(d))
	}
	steps := float64(g.Forward.Accepted + g.Backward.Accepted + 10)
	bound := largest * (interpolated*steps*s.tolerance + 1e-4)
	for i := range got {
		s.add("derivatives", 1)
		if !(math.Abs(got[i]-want[i]) <= bound) {
			s.found("%s, row %d: derivatives are %v, differences of the closed form %v; number %d is off by %.3g, bound %.3g; events %v", s.what(row), row, got, want, i, got[i]-want[i], bound, x.events)
			return
		}
	}
}

// slope is the central difference of a row's weighted sum by one number.
func (s *equationSolve[T]) slope(x *exact, weights, start, levels []float64, at *float64) (d float64, ok bool) {
	const h = 1e-6
	was := *at
	defer func() { *at = was }()
	for _, side := range []float64{-1, 1} {
		*at = was + side*h
		moved := s.e.solveExactly(slices.Clone(start), slices.Clone(levels))
		if !moved.clear || len(moved.events) != len(x.events) || moved.stopped != x.stopped {
			return 0, false
		}
		d += side * s.weightedSum(moved, x, weights) / (2 * h)
	}
	return d, true
}

// weightedSum is the weighted sum of the outputs that row x reaches.
func (s *equationSolve[T]) weightedSum(moved, x *exact, weights []float64) (sum float64) {
	for i, at := range s.e.save {
		if (at-x.end)*x.sign() > 0 {
			continue
		}
		y, _ := moved.at(at)
		for j, v := range y {
			sum += weights[i*s.e.width()+j] * v
		}
	}
	return sum
}
