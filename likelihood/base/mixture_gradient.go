// The gradient of a mixture's parameters.

package base

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// ScoreParams implements Trainable: with the posterior probability rₖ of component k, ∂log p/∂logitₖ = rₖ - wₖ, and the
// other derivatives are rₖ times the component's. All of grad is NaN if it does not have the parameters' sizes, or if x
// does not have D numbers.
func (m *Mixture) ScoreParams(grad [][]float64, x []float64, weight float64) {
	if !m.takes(len(x)) || !isGradient(grad, m.params) {
		spoil(grad)
		return
	}
	logits, scratch := graph.Data[float64](m.logits), make([]float64, len(x))
	joints, norm := make([]float64, len(logits)), numeric.LogSumExp(logits)
	for k, c := range m.components {
		joints[k] = c.evaluate(scratch, x) + logits[k] - norm
	}
	for k, posterior := range posteriors(joints) {
		grad[0][k] += float64(weight * (posterior - elementary.Exp(logits[k]-norm)))
		if posterior > 0 { // an infinite derivative of a component with posterior probability 0 counts as 0
			m.components[k].addScoreParams(grad[1+2*k:3+2*k], x, weight*posterior)
		}
	}
}

// posteriors replaces the logarithms of terms by the terms' shares of their sum; all are 0 where p(x) underflows.
func posteriors(joints []float64) []float64 {
	largest, sum := slices.Max(joints), 0.0
	for k, joint := range joints {
		joints[k] = 0
		if joint > math.Inf(-1) {
			joints[k] = elementary.Exp(joint - largest)
		}
		sum += joints[k]
	}
	for k := range joints {
		joints[k] /= max(sum, 1)
	}
	return joints
}
