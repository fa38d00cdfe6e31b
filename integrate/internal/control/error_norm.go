// The norm of the error of a step.

package control

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// ErrorNorm turns the error estimates of a pack into one number for each controlled unit: a row, or with Shared control
// the pack.
type ErrorNorm struct {
	Sum, Low []float64 // by lane: sums of squares, or largest magnitudes
	Largest  bool
	Rtol     float64
	Atol     float64
	Columns  float64 // columns under control that the mean is over; 1 where errors are summed
}

func NewErrorNorm(s *ode.System, p *Scheme) ErrorNorm {
	room := p.Lanes
	if room == 1 { // for the columns of a row, side by side
		for _, block := range s.Blocks {
			room = max(room, block.Width)
		}
	}
	g := ErrorNorm{Sum: make([]float64, room), Low: make([]float64, room), Largest: p.Largest, Rtol: p.RTol, Atol: p.ATol}
	for _, block := range s.Blocks {
		if !block.Uncontrolled {
			g.Columns += float64(block.Width)
		}
	}
	if s.SumErrors || g.Columns == 0 { // with fixed steps there may be none under control: the sum is 0 then, or NaN
		g.Columns = 1
	}
	return g
}

// AddColumn adds one column of estimates e, each scaled by atol + rtol·max(|y|, |y₁|). A y₁ that is not finite makes
// the lane's sum NaN, whatever its estimate.
func AddColumn[T graph.Float](g *ErrorNorm, sum []float64, e, y, y1 []T) {
	y, y1 = y[:len(e)], y1[:len(e)]
	sum = sum[:len(e)]
	atol, rtol := g.Atol, g.Rtol
	if g.Largest {
		for l, v := range e {
			end := float64(y1[l])
			scale := atol + float64(rtol*max(math.Abs(float64(y[l])), math.Abs(end)))
			r := math.Abs(float64(v))/scale + (end - end)
			sum[l] = max(sum[l], r)
		}
		return
	}
	for l, v := range e {
		end := float64(y1[l])
		r := float64(v) / (atol + float64(rtol*max(math.Abs(float64(y[l])), math.Abs(end))))
		sum[l] += float64(r*r) + (end - end)
	}
}

// AddIncrement is AddColumn for a quadrature of value q and increment d.
func AddIncrement[T graph.Float](g *ErrorNorm, sum []float64, e []T, q []float64, d []T) {
	q, d = q[:len(e)], d[:len(e)]
	sum = sum[:len(e)]
	for l, v := range e {
		end := q[l] + float64(d[l])
		r := math.Abs(float64(v)) / (g.Atol + float64(g.Rtol*max(math.Abs(q[l]), math.Abs(end))))
		if g.Largest {
			sum[l] = max(sum[l], r+(end-end))
		} else {
			sum[l] += float64(r*r) + (end - end)
		}
	}
}

// AddFinite makes the sum of a lane NaN where x is not finite.
func AddFinite[T graph.Float](sum []float64, x []T) {
	sum = sum[:len(x)]
	for l, v := range x {
		sum[l] += float64(v - v)
	}
}

// AddFiniteEnd is AddFinite of the end of a quadrature of value q and increment d, each of which may be finite.
func AddFiniteEnd[T graph.Float](sum, q []float64, d []T) {
	q, sum = q[:len(d)], sum[:len(d)]
	for l, v := range d {
		end := q[l] + float64(v)
		sum[l] += end - end
	}
}

// Combine adds up the first n lanes in lane 0, for Shared control, and clears the others.
func (g *ErrorNorm) Combine(n int) {
	for _, s := range [][]float64{g.Sum, g.Low} {
		first := s[0]
		for _, v := range s[1:n] {
			if g.Largest {
				first = max(first, v)
			} else {
				first += v
			}
		}
		s[0] = first
		clear(s[1:n])
	}
}

// Error returns the error norm of a controlled unit of count rows. With a second estimate it is e²/√(e² + 0.01 e_low²)
// (Hairer, Nørsett, Wanner, Solving ODEs I, II.10).
func (g *ErrorNorm) Error(control, count int, second bool) float64 {
	e := g.Sum[control]
	if g.Largest {
		e *= e
	} else {
		e /= g.Columns * float64(count)
	}
	if !second {
		return math.Sqrt(e)
	}
	low := g.Low[control]
	if g.Largest {
		low *= low
	} else {
		low /= g.Columns * float64(count)
	}
	if e == 0 {
		return 0
	}
	return e / math.Sqrt(e+float64(0.01*low))
}
