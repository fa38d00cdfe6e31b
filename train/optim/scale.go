// Scaling a loss, so that squares of its gradient are numbers whatever its unit.

package optim

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"gonum.org/v1/gonum/floats"
)

// Exponents of scales. Gradients of norms from 3e-10 to 3e9 stay as they are. The first step of a search is as many
// gradients long as the norm's inverse says, and gonum's search takes no step of more than 1e20.
const (
	scaleStep = 64
	scaleMost = 15 * scaleStep
)

// scaleFor is a power of two by which a gradient has a norm whose square is neither 0 nor infinite. Steps of LBFGS do not
// depend on the unit of the loss, and powers of two leave their bits alone.
func scaleFor(gradient []float64) float64 {
	_, exponent := math.Frexp(floats.Norm(gradient, 2))
	steps := math.Round(float64(exponent) / scaleStep)
	return math.Ldexp(1, -int(min(max(steps*scaleStep, -scaleMost), scaleMost)))
}

// times returns v times a factor.
func times(factor float64, v []float64) []float64 {
	if factor == 1 {
		return v
	}
	out := make([]float64, len(v))
	return floats.ScaleTo(out, factor, v)
}

// times returns the point of the loss times a factor. Its At refuses a gradient without the parameters' sizes.
func (p *Point) times(factor float64, params []*graph.Param) *Point {
	return &Point{Loss: factor * p.Loss, At: func(weights [][]float64) (float64, [][]float64, error) {
		loss, gradient, err := p.At(weights)
		if err == nil && !math.IsInf(loss, 0) && !math.IsNaN(loss) {
			err = checkSizes("gradient at other weights", gradient, params)
		}
		scaled := make([][]float64, len(gradient))
		for i, g := range gradient {
			scaled[i] = times(factor, g)
		}
		return factor * loss, scaled, err
	}}
}
