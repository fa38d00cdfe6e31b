// Random numbers of either type, and descriptions of equations.
package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"gorgonia.org/tensor"
)

// draw gives n normal numbers of a type, as float64.
func draw[T graph.Float](rng *rand.Rand, n int, std float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(T(std * rng.NormFloat64()))
	}
	return x
}

func castTo[T graph.Float](x []float64) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}

func toFloat64[T graph.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// drawRows gives n rows of normal numbers.
func drawRows(rng *rand.Rand, n, dim int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = draw[float32](rng, dim, 1)
	}
	return x
}

func describe(e *equation, s *integrate.Settings, y0 []float64, dtype tensor.Dtype) string {
	text := fmt.Sprintf("%v, %s, tolerance %.2g, steps %d, lanes %d, from %v to %v, a %v, b %v, y0 %v, jumps %v by %+v",
		dtype, s.Tableau.Name, s.RTol, s.Steps, s.Lanes, e.t0, e.t1, e.a, e.b, y0, e.jumps, e.jump)
	for i, h := range e.happenings {
		text += fmt.Sprintf("; event %d of component %d, phase %v, period %v, direction %d, terminal %t", i, h.component, h.phase, h.period, h.direction, h.terminal)
		if h.jump != nil {
			text += fmt.Sprintf(", jump %+v", *h.jump)
		}
	}
	return text
}
