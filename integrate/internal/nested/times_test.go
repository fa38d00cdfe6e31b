// Interpolants at many times of a step.

package nested_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
)

var fractions = []float64{0, 0.1, 0.5, 0.8, 1}

// curve is a beginning and so many levels, padded.
func curve(levels int) []float64 {
	data := []float64{0.3}
	for p := range levels {
		data = append(data, math.Cos(float64(p)))
	}
	return append(data, make([]float64, nested.Padded(levels)-levels)...)
}

// evaluated is Evaluate of the curve.
func evaluated(data []float64, levels int, θ float64) float64 {
	var dst [1]float64
	nested.Evaluate(dst[:], data, levels, 1, θ)
	return dst[0]
}

// TestValues: a column at many times has the numbers of Evaluate, and its neighbours are left alone.
func TestValues(t *testing.T) {
	for levels := 1; levels <= 9; levels++ {
		data, dst := curve(levels), make([]float64, 3*len(fractions))
		nested.Values(dst[1:], 3, data, fractions)
		for i, θ := range fractions {
			if want := evaluated(data, levels, θ); dst[3*i+1] != want {
				t.Errorf("%d levels at %g: %g, want %g", levels, θ, dst[3*i+1], want)
			}
			if dst[3*i] != 0 || dst[3*i+2] != 0 {
				t.Errorf("%d levels at %g: neighbours are %g and %g, want 0", levels, θ, dst[3*i], dst[3*i+2])
			}
		}
	}
}

// TestWeights: the weights of the levels give the interpolant that Evaluate gives, and their slopes its derivative.
func TestWeights(t *testing.T) {
	const h = 1e-5
	for levels := 1; levels <= 9; levels++ {
		data, padded := curve(levels), nested.Padded(levels)
		weights, slopes := make([]float64, padded*len(fractions)), make([]float64, padded*len(fractions))
		nested.Weights(weights, padded, fractions)
		nested.Slopes(slopes, padded, fractions)
		for i, θ := range fractions {
			sum, slope := data[0], 0.0
			for p := range levels {
				sum, slope = sum+weights[i*padded+p]*data[p+1], slope+slopes[i*padded+p]*data[p+1]
			}
			if want := evaluated(data, levels, θ); !(math.Abs(sum-want) <= 1e-15) {
				t.Errorf("%d levels at %g: %g, want %g", levels, θ, sum, want)
			}
			if want := (evaluated(data, levels, θ+h) - evaluated(data, levels, θ-h)) / (2 * h); !(math.Abs(slope-want) <= 1e-8) {
				t.Errorf("%d levels at %g: slope %g, want %g", levels, θ, slope, want)
			}
		}
	}
}

// TestPull: the pullbacks of Values are the products of its Jacobians with cotangents.
func TestPull(t *testing.T) {
	bar := []float64{9, 0.7, 9, -1.1, 9, 0.2, 9, 0.4, 9, -0.6} // in every second place
	for levels := 1; levels <= 9; levels++ {
		data, padded := curve(levels), nested.Padded(levels)
		weights, levelBars, bars := make([]float64, padded*len(fractions)), make([]float64, padded), make([]float64, len(fractions))
		nested.Weights(weights, padded, fractions)
		nested.Pull(levelBars, weights, bar[1:], 2)
		nested.Slopes(weights, padded, fractions)
		if sum := nested.PullTimes(bars, weights, data[1:], bar[1:], 2); !(math.Abs(sum+0.4) <= 1e-15) {
			t.Errorf("the cotangents have the sum %g, want -0.4", sum)
		}
		for p := range levels {
			want := product(func(e float64) []float64 {
				moved := append([]float64(nil), data...)
				moved[p+1] += e
				return values(moved, fractions)
			}, bar)
			if !(math.Abs(levelBars[p]-want) <= 1e-9) {
				t.Errorf("%d levels: level %d has %g, want %g", levels, p, levelBars[p], want)
			}
		}
		for i := range fractions {
			want := product(func(e float64) []float64 {
				moved := append([]float64(nil), fractions...)
				moved[i] += e
				return values(data, moved)
			}, bar)
			if !(math.Abs(bars[i]-want) <= 1e-8) {
				t.Errorf("%d levels: time %g has %g, want %g", levels, fractions[i], bars[i], want)
			}
		}
	}
}

func values(data, θ []float64) []float64 {
	dst := make([]float64, len(θ))
	nested.Values(dst, 1, data, θ)
	return dst
}

// product is the derivative at 0 of the product of f with the cotangents.
func product(f func(float64) []float64, bar []float64) (sum float64) {
	const h = 1e-5
	more, less := f(h), f(-h)
	for i := range more {
		sum += bar[2*i+1] * (more[i] - less[i]) / (2 * h)
	}
	return sum
}
