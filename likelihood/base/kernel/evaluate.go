// Log-density, score and gradient of one row, by the differences from all points.

package kernel

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// LogProb is log p(x), in nats; NaN if x does not have D numbers.
func (d *Density) LogProb(x []float64) float64 {
	if !d.takes(len(x)) {
		return math.NaN()
	}
	return d.at(x).logProb
}

// ScoreInput is Σᵢ Σₕ rᵢₕ (pᵢ-x)/h², where rᵢₕ is the kernel's share of p(x). It is 0 if log p(x) is −∞, NaN if x does not
// have D numbers. It is stored in score if score is as long as x.
func (d *Density) ScoreInput(score, x []float64) []float64 {
	if len(score) != len(x) {
		score = make([]float64, len(x))
	}
	if !d.takes(len(x)) {
		numeric.Fill(score, math.NaN())
		return score
	}
	clear(score)
	e := d.at(x)
	if math.IsNaN(e.logProb) {
		numeric.Fill(score, math.NaN())
	}
	for i := range e.squares {
		if pull := e.pull(i); pull > 0 {
			for j, v := range d.point(i) {
				score[j] += float64(pull * (v - x[j]))
			}
		}
	}
	return score
}

// ScoreParams implements base.Trainable: ∂log p/∂pᵢ = Σₕ rᵢₕ (x-pᵢ)/h², ∂log p/∂log h = Σᵢ rᵢₕ (|x-pᵢ|²/h² - D). All of
// grad is NaN if it does not have the parameters' sizes, or if x does not have D numbers.
func (d *Density) ScoreParams(grad [][]float64, x []float64, weight float64) {
	if !d.takes(len(x)) || len(grad) != 2 || len(grad[0]) != d.points.Len() || len(grad[1]) != d.widths.Len() {
		for _, g := range grad {
			numeric.Fill(g, math.NaN())
		}
		return
	}
	e := d.at(x)
	for i, square := range e.squares {
		if pull := weight * e.pull(i); pull != 0 {
			for j, v := range d.point(i) {
				grad[0][i*len(x)+j] += float64(pull * (x[j] - v))
			}
		}
		for h, k := range e.kernels {
			if part := e.part(h, i); part > 0 {
				grad[1][h] += float64(weight * part * (float64(square*k.precision) - float64(len(x))))
			}
		}
	}
}

// evaluation holds the squared distances and the sums of one row.
type evaluation struct {
	kernels []normal
	squares []float64 // |x-pᵢ|²
	least   float64   // of the squares
	shares  []float64 // by width: the kernel's share of p(x) at the nearest point; nil if p(x) underflows
	logProb float64
}

func (d *Density) at(x []float64) evaluation {
	e := evaluation{kernels: d.kernels(), squares: make([]float64, d.Len()), least: math.Inf(1), logProb: math.Inf(-1)}
	for i := range e.squares {
		e.squares[i] = square(x, d.point(i))
		e.least = min(e.least, e.squares[i])
	}
	if !math.IsInf(e.least, 1) {
		e.sum()
	}
	return e
}

// sum adds up the kernels. Shares of a width are relative to its own sum, not to log p(x), which far from all points
// has lost the digits by which kernels differ.
func (e *evaluation) sum() {
	logs, sums := make([]float64, len(e.kernels)), make([]float64, len(e.kernels))
	for h, k := range e.kernels {
		for i := range e.squares {
			sums[h] += e.beside(k, i)
		}
		logs[h] = elementary.Log(sums[h]) + k.constant - float64(0.5*k.precision*e.least)
	}
	e.logProb = numeric.LogSumExp(logs)
	if math.IsInf(e.logProb, -1) {
		return
	}
	for h, sum := range sums {
		e.shares = append(e.shares, expBelow(e.logProb-logs[h])/sum)
	}
}

// beside is a kernel at point i relative to the kernel at the nearest point.
func (e *evaluation) beside(k normal, i int) float64 {
	return expBelow(0.5 * k.precision * (e.squares[i] - e.least))
}

func square(x, p []float64) float64 {
	sum := 0.0
	for j, v := range p {
		u := x[j] - v
		sum += float64(u * u)
	}
	return sum
}

// negligible is the number of nats below the nearest point's kernel at which a kernel is skipped: fewer than 1e9 such
// points add less than the rounding of the sum.
const negligible = 60

// expBelow is e⁻ᵛ, and 0 if that is negligible.
func expBelow(v float64) float64 {
	if v > negligible {
		return 0
	}
	return elementary.Exp(-v)
}

// part is the share of p(x) of the kernel of a width at point i.
func (e *evaluation) part(width, i int) float64 {
	if e.shares == nil {
		return 0
	}
	return e.shares[width] * e.beside(e.kernels[width], i)
}

// pull is Σₕ rᵢₕ/h².
func (e *evaluation) pull(i int) (sum float64) {
	for h, k := range e.kernels {
		sum += float64(e.part(h, i) * k.precision)
	}
	return sum
}
