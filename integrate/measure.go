package integrate

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

// gauge turns the error estimates of a pack into one number for each control: a
// row, or with Shared control the pack.
type gauge struct {
	sum, low []float64 // by lane: sums of squares, or largest magnitudes
	largest  bool
	rtol     float64
	atol     float64
	columns  float64 // columns under control
}

func newGauge(s *System, p *plan) gauge {
	g := gauge{sum: make([]float64, p.Lanes), low: make([]float64, p.Lanes), largest: p.largest, rtol: p.RTol, atol: p.ATol}
	for _, block := range s.Blocks {
		if !block.Uncontrolled {
			g.columns += float64(block.Width)
		}
	}
	return g
}

// addColumn adds one column: estimates e, each against atol + rtol·max(|y|, |y₁|).
// A y₁ that is not finite makes the lane's sum NaN, whatever the estimate says.
func addColumn[T graph.Float](g *gauge, sum []float64, e, y, y1 []T) {
	y, y1 = y[:len(e)], y1[:len(e)]
	sum = sum[:len(e)]
	atol, rtol := g.atol, g.rtol
	if g.largest {
		for l, v := range e {
			end := float64(y1[l])
			r := math.Abs(float64(v))/(atol+rtol*max(math.Abs(float64(y[l])), math.Abs(end))) + (end - end)
			sum[l] = max(sum[l], r)
		}
		return
	}
	for l, v := range e {
		end := float64(y1[l])
		r := float64(v) / (atol + rtol*max(math.Abs(float64(y[l])), math.Abs(end)))
		sum[l] += r*r + (end - end)
	}
}

// addIncrement is addColumn for a quadrature that stands at q and grows by d.
func addIncrement[T graph.Float](g *gauge, sum []float64, e []T, q []float64, d []T) {
	q, d = q[:len(e)], d[:len(e)]
	sum = sum[:len(e)]
	for l, v := range e {
		end := q[l] + float64(d[l])
		r := math.Abs(float64(v)) / (g.atol + g.rtol*max(math.Abs(q[l]), math.Abs(end)))
		if g.largest {
			sum[l] = max(sum[l], r+(end-end))
		} else {
			sum[l] += r*r + (end - end)
		}
	}
}

// addFinite makes the sum of a lane NaN where x is not finite.
func addFinite[T graph.Float](sum []float64, x []T) {
	sum = sum[:len(x)]
	for l, v := range x {
		sum[l] += float64(v - v)
	}
}

// combine folds the first n lanes into lane 0, for Shared control.
func (g *gauge) combine(n int) {
	for _, s := range [][]float64{g.sum, g.low} {
		for _, v := range s[1:n] {
			if g.largest {
				s[0] = max(s[0], v)
			} else {
				s[0] += v
			}
		}
	}
}

// error returns the error of a control; count is the number of rows in it. With a
// second estimate it is e²/√(e² + 0.01 e_low²) (Solving ODEs I, II.10).
func (g *gauge) error(control, count int, second bool) float64 {
	e := g.sum[control]
	if g.largest {
		e *= e
	} else {
		e /= g.columns * float64(count)
	}
	if !second {
		return math.Sqrt(e)
	}
	low := g.low[control]
	if g.largest {
		low *= low
	} else {
		low /= g.columns * float64(count)
	}
	if e == 0 {
		return 0
	}
	return e / math.Sqrt(e+0.01*low)
}
