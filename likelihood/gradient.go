// Gradient: the mean negative log-likelihood of a batch and its derivatives; LossAt: the loss with other parameters.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
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

// checkGradient leaves most of the request to the engine.
func (f *Flow) checkGradient(_ context.Context, r *request, _ int) error {
	if r.target != nil && f.set.TrainBase {
		return errors.Wrap(ErrSettings, "a Target with TrainBase: points of the base have no derivative by its parameters; want a base that is not trained")
	}
	return dynamics.TwiceDifferentiable(f.field)
}

func (f *Flow) gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	if r.target != nil {
		return f.engine.reverse(ctx, x, r)
	}
	return f.engine.gradient(ctx, x, r)
}

// GradientRequest is what can go with GradientWith and LossAt; nil is the zero value.
type GradientRequest struct {
	Condition, Probes [][]float64                 // as in LogProbRequest
	Weights           []float64                   // R: of each row in the loss, which is then a sum, Σ wᵢ·(-log p(xᵢ)), of penalties too, so that those of parts of a batch add up; nil: 1/R each, the mean
	ProbeSeed         uint64                      // of the drawn probes: change it from one training step to the next
	First             int                         // place of the first row in the batch that drawn probes are of, where these rows are a part of it
	Settings          *integrate.GradientSettings // the method; nil: the flow's

	// Target, of a Flow alone, is an unnormalised log-density p̃, nats, with its gradient, of points in the data's units. It makes the rows
	// points of the base, R×D at T0, and the loss the mean of log q(x) - log p̃(x), where x is what a row is carried to and q the flow's
	// density. Of draws of the base it estimates the reverse Kullback-Leibler divergence less log ∫p̃; the path goes through x alone
	// (Rezende and Mohamed, Variational inference with normalizing flows, 2015, eq. 15). LogProb is then log q(x), and X and Condition of
	// the Gradient are nil. It may be called by several goroutines at once, and must not write to a gradient that it has given.
	Target func(x []float64) (logDensity float64, gradient []float64)
}

// Gradient is the loss of a batch of R rows and its derivatives. Its fields are in one struct since one solve there and back finds all of them.
type Gradient struct {
	Loss       float64   // NegLogProb plus the weighted penalties
	NegLogProb float64   // mean over rows of -log p(x), nats, in the data's own units
	Penalties  Penalties // the means over rows of the penalties' integrals, before they are weighted; 0 where not computed
	LogProb    []float64 // log p(x) of each row

	Params    [][]float64 // ∂Loss/∂ each of Flow.Params, row-major
	X         [][]float64 // R×D: ∂Loss/∂x, in the data's own units; ±Inf where a column's deviation is so small that it is beyond float64
	Condition [][]float64 // as GradientRequest.Condition: ∂Loss/∂c; nil for a flow without
	T0, T1    float64     // ∂Loss/∂ time of the base, of the data

	Forward, Backward ode.Stats
	// ReverseError is the largest distance by which backsolve's way back misses the data; 0 for other methods.
	ReverseError float64

	moments []batchnorm.Moments // of what entered a stack's norms, for Stack.Observe
}
