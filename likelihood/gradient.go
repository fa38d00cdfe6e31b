// Gradient: the mean negative log-likelihood of a batch and its derivatives.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// Gradient is the mean negative log-likelihood of a batch, with the penalties of the settings, and its gradient, by
// replay unless Settings.Gradient says otherwise: the exact gradient of the loss as computed. It is bit-identical for any
// number of workers. Of a stack it goes through all flows and norms; the penalties are summed over the flows, and T0 and T1 are the
// derivatives for moving that end of every flow together.
//
// Errors: those of LogProb, where a *RowsError, of rows whose gradient overflows too, comes without a result since the mean does not exist; ErrNoScore;
// dynamics.NotSmoothError where the field has no second derivative.
func (m *model) Gradient(ctx context.Context, x [][]float64) (*Gradient, error) {
	return m.GradientWith(ctx, x, nil)
}

// GradientWith is Gradient with conditions, given probes, another seed of the probes, or another method.
func (m *model) GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (g *Gradient, err error) {
	defer graph.Recover("likelihood: Gradient", &err)
	if err := m.mu.take(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	return m.gradientWith(ctx, x, r)
}

// gradientWith is GradientWith for who holds mu.
func (m *model) gradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error) {
	if err := m.check(ctx, "data", x); err != nil {
		return nil, err
	}
	if !hasScore(m.base) {
		return nil, errors.Wrapf(ErrNoScore, "%T has no method ScoreInput, which gradients need", m.base)
	}
	asked := orZero(r)
	own := &request{condition: asked.Condition, probes: asked.Probes, probeSeed: asked.ProbeSeed, method: asked.Settings}
	if err := m.self.checkGradient(own, len(x)); err != nil {
		return nil, err
	}
	return gradientOf(m.self.gradient).finite(ctx, x, own, m.std)
}

// hasScore says whether LogProbScore may be called.
func hasScore(b base.Base) bool {
	_, ok := b.(base.Scorer)
	return ok
}
