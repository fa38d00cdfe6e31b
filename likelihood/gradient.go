// Gradient: the mean negative log-likelihood of a batch and its derivatives; LossAt: the loss with other parameters.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// LossAt is that of Flow, of which the comment says more.
func (m *model) LossAt(ctx context.Context, params, x [][]float64, r *GradientRequest) (loss float64, err error) {
	defer graph.Recover("likelihood: LossAt", &err)
	if err := m.errNotMade(); err != nil {
		return 0, err
	}
	if err := m.checkSizes(params); err != nil {
		return 0, err
	}
	if err := m.beginWrite(ctx); err != nil {
		return 0, err
	}
	defer m.endWrite()
	kept := make([][]float64, len(m.params))
	for i, p := range m.params {
		kept[i] = p.Values()
	}
	defer m.write(kept)
	m.write(params)
	g, err := m.gradientWith(ctx, x, r)
	if err != nil {
		return 0, err
	}
	return g.Loss, nil
}

// checkSizes compares values with the parameters that they are meant for.
func (m *model) checkSizes(params [][]float64) error {
	if len(params) != len(m.params) {
		return errors.Wrapf(ErrSettings, "values of %d parameters, want those of %d", len(params), len(m.params))
	}
	for i, p := range m.params {
		if len(params[i]) != p.Len() {
			return errors.Wrapf(ErrSettings, "%d values of parameter %q, want %d", len(params[i]), p.Name, p.Len())
		}
	}
	return nil
}

// write sets every parameter.
func (m *model) write(params [][]float64) {
	for i, p := range m.params {
		for k, v := range params[i] {
			p.Set(k, v)
		}
	}
	m.Touch()
}

// Gradient is that of Flow, of which the comment says more.
func (m *model) Gradient(ctx context.Context, x [][]float64) (*Gradient, error) {
	return m.GradientWith(ctx, x, nil)
}

// GradientWith is that of Flow, of which the comment says more.
func (m *model) GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (g *Gradient, err error) {
	defer graph.Recover("likelihood: Gradient", &err)
	if err := m.beginRead(ctx); err != nil {
		return nil, err
	}
	defer m.endRead()
	return m.gradientWith(ctx, x, r)
}

// gradientWith is GradientWith for who has the lock.
func (m *model) gradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error) {
	asked := orZero(r)
	own := &request{condition: asked.Condition, probes: asked.Probes, probeSeed: asked.ProbeSeed, method: asked.Settings, weights: asked.Weights,
		first: asked.First, target: asked.Target}
	if err := m.check(ctx, own.rowsAre(), x); err != nil {
		return nil, err
	}
	if own.target == nil && !hasScore(m.base) {
		return nil, errors.Wrapf(ErrNoScore, "%T has no method ScoreInput, which gradients need", m.base)
	}
	if err := CheckWeights("weights", own.weights, len(x)); err != nil {
		return nil, err
	}
	if err := m.self.checkGradient(ctx, own, len(x)); err != nil {
		return nil, err
	}
	return gradientOf(m.self.gradient).finite(ctx, x, own, m.std)
}

// hasScore says whether LogProbScore may be called.
func hasScore(b base.Base) bool {
	_, ok := b.(base.Scorer)
	return ok
}
