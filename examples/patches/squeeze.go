// The flow's coordinates: lengths are squeezed, so that a network's inputs of smooth and rough patches have about one size.

package main

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
	"gonum.org/v1/gonum/floats"
)

// squeezed is the density of y = z·ρ/|z|, |z| = sinh ρ, where z has the mixture's.
type squeezed struct{ mixture *gsm.Mixture }

// squeeze replaces z by y and returns log |∂y/∂z|.
func squeeze(z []float64) float64 {
	length := floats.Norm(z, 2)
	rho := math.Asinh(length)
	floats.Scale(1/stretch(rho), z)
	return -logVolume(rho, len(z))
}

// stretch is |z|/|y|.
func stretch(rho float64) float64 {
	if rho < 1e-6 {
		return 1
	}
	return math.Sinh(rho) / rho
}

// logVolume is log |∂z/∂y|: cosh ρ along y, |z|/|y| across it.
func logVolume(rho float64, dim int) float64 {
	return math.Log(math.Cosh(rho)) + float64(dim-1)*math.Log(stretch(rho))
}

// Dim is the number of the mixture's columns.
func (s squeezed) Dim() int { return s.mixture.Dim() }

// LogProb is log p(y), nats.
func (s squeezed) LogProb(y []float64) float64 {
	rho := floats.Norm(y, 2)
	z := floats.ScaleTo(make([]float64, len(y)), stretch(rho), y)
	return s.mixture.LogProb(z) + logVolume(rho, len(y))
}

// ScoreInput is ∂log p/∂y.
func (s squeezed) ScoreInput(score, y []float64) []float64 {
	rho := floats.Norm(y, 2)
	by := stretch(rho)
	z := floats.ScaleTo(make([]float64, len(y)), by, y)
	score = s.mixture.ScoreInput(score, z)
	along, growth := 0.0, 0.0
	if rho > 1e-6 {
		along = floats.Dot(score, y) / (rho * rho) * (math.Cosh(rho) - by)
		growth = (math.Tanh(rho) + float64(len(y)-1)*(1/math.Tanh(rho)-1/rho)) / rho
	}
	for i, v := range y {
		score[i] = by*score[i] + (along+growth)*v
	}
	return score
}

// RandStream draws z and squeezes it.
func (s squeezed) RandStream(dst []float64, rng *rand.Rand) []float64 {
	squeeze(s.mixture.RandStream(dst, rng))
	return dst
}
