// Gradient: the mean negative log-likelihood of a batch and its derivatives.

package likelihood

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/pkg/errors"
)

// Gradient is the mean negative log-likelihood of a batch, with the penalties of the settings, and its gradient, by
// replay unless Settings.Gradient says otherwise. Replay gives the exact gradient of the computed loss. Its bits do not
// depend on the number of workers. The gradient of a stack goes through all flows and norms. Its penalties are summed
// over the flows, and T0 and T1 are the derivatives for moving that end of every flow together. The request may have
// conditions, given probes, another seed of the probes, row weights, a target, or another method.
//
// Errors: those of LogProb; a *RowsError also for rows whose gradient overflows, without a result since the mean does
// not exist; ErrNoScore; a *dynamics.NotSmoothError if the field has no second derivative.
func (f *Flow) Gradient(ctx context.Context, x [][]float64, r *GradientRequest) (g *Gradient, err error) {
	defer graph.Recover("likelihood: Gradient", &err)
	if err := f.beginRead(ctx); err != nil {
		return nil, err
	}
	defer f.endRead()
	return f.gradientLocked(ctx, x, r)
}

// gradientLocked is Gradient for a caller that holds the lock.
func (f *Flow) gradientLocked(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error) {
	asked := *defaults.OrZero(r)
	own := &request{condition: asked.Condition, probes: probesFor(f.self.takesProbes(), asked.Probes), probeSeed: asked.ProbeSeed,
		method: asked.Settings, weights: asked.Weights, first: asked.First, target: asked.TargetBatch}
	if asked.Target != nil {
		own.target = eachOf(ctx, asked.Target)
	}
	towards := toBase
	if own.target != nil {
		towards = toData
	}
	if err := f.check(own.rowsAre(), towards, x); err != nil {
		return nil, err
	}
	if own.target == nil && !hasScore(f.base) {
		return nil, errors.Wrapf(ErrNoScore, "%T has no method ScoreInput, which gradients need", f.base)
	}
	if asked.Target != nil && asked.TargetBatch != nil {
		return nil, errors.Wrap(ErrSettings, "a Target and a TargetBatch, want one of them")
	}
	if err := checkFirst(own.first); err != nil {
		return nil, err
	}
	if err := checkWeights("weights", own.weights, len(x)); err != nil {
		return nil, err
	}
	if err := f.self.checkGradient(ctx, own, len(x)); err != nil {
		return nil, err
	}
	g, err := gradientOf(f.anyGradient).finite(ctx, x, own, f.std)
	if err != nil {
		return nil, f.namingStrangers(x, err)
	}
	return g, nil
}

// usualWeights is a power of two; the largest weight is in a unit of its own if it is above it, or below its inverse.
const usualWeights = 0x1p32

// inUnits returns the request with weights in a unit near the largest, and the unit. In the number type of the field products
// with weights far from 1 may be 0 or infinite.
func (r *request) inUnits() (own *request, unit float64) {
	most := 0.0
	for _, w := range r.weights {
		most = max(most, w)
	}
	if most == 0 || most <= usualWeights && most >= 1/usualWeights {
		return r, 1
	}
	same := *r
	own, unit = &same, math.Ldexp(1, math.Ilogb(most)) // a power of two, so that quotients and products are exact
	own.weights = make([]float64, len(r.weights))
	for i, w := range r.weights {
		own.weights[i] = w / unit
	}
	return own, unit
}

// times multiplies the loss and its derivatives.
func (g *Gradient) times(unit float64) *Gradient {
	if g == nil || unit == 1 {
		return g
	}
	p := &g.Penalties
	for _, v := range []*float64{&g.Loss, &g.NegLogProb, &p.Kinetic, &p.Frobenius, &p.Directional, &p.Total, &g.T0, &g.T1} {
		*v *= unit
	}
	for _, v := range slices.Concat(g.Params, g.X, g.Condition) {
		for i := range v {
			v[i] *= unit
		}
	}
	return g
}

// anyGradient is the gradient for rows and a request that have been checked.
func (f *Flow) anyGradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	own, unit := r.inUnits()
	g, err := f.self.gradient(ctx, x, own)
	return g.times(unit), err
}

// eachOf is a target of one point as one of many. It asks for no more points once the context has ended.
func eachOf(ctx context.Context, target func(x []float64) (float64, []float64)) func(x, c [][]float64) ([]float64, [][]float64) {
	return func(x, _ [][]float64) (logDensity []float64, gradient [][]float64) {
		logDensity, gradient = make([]float64, len(x)), make([][]float64, len(x))
		for i := 0; i < len(x) && ctx.Err() == nil; i++ {
			logDensity[i], gradient[i] = target(x[i])
		}
		return logDensity, gradient
	}
}

// checkFirst refuses a negative index.
func checkFirst(first int) error {
	if first < 0 {
		return errors.Wrapf(ErrSettings, "First is %d, want the index of a row, from 0 on", first)
	}
	return nil
}

// hasScore says whether LogProbScore may be called.
func hasScore(b base.Base) bool {
	_, ok := b.(base.Scorer)
	return ok
}

// checkGradient leaves most checks to the engine.
func (f *single) checkGradient(_ context.Context, r *request, _ int) error {
	if r.target != nil && f.set.TrainBase {
		return errors.Wrap(ErrSettings, "a Target with TrainBase: points of the base have no derivative by its parameters; want a base that is not trained")
	}
	return dynamics.TwiceDifferentiable(f.field)
}

func (f *single) gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	if r.target != nil {
		return f.engine.reverse(ctx, x, r)
	}
	return f.engine.gradient(ctx, x, r)
}

// GradientRequest holds the options of Gradient; nil means the zero value.
type GradientRequest struct {
	Condition, Probes [][]float64                 // as in LogProbRequest
	Weights           []float64                   // R: weights of the rows in the loss, which is then the sum Σ wᵢ·(-log p(xᵢ)), with penalties weighted alike; losses of parts of a batch add up. None is negative: for weights of both signs, as of event generators, subtract the gradients of two calls. nil: 1/R each, the mean
	ProbeSeed         uint64                      // of the drawn probes: change it from one training step to the next
	First             int                         // index of the first row in the batch that probes are drawn for, if these rows are a part of it
	Settings          *integrate.GradientSettings // the method; nil: the flow's

	// Target, for a flow of one field, is an unnormalised log-density p̃ in nats, with its gradient, of points in the
	// data's units. The rows are then points of the base, R×D at T0, and the loss is the mean of log q(x) - log p̃(x),
	// where x is the sample of a point and q the flow's density. For draws of the base the loss estimates the reverse
	// Kullback-Leibler divergence less log ∫p̃. Its gradient goes through x alone (Rezende and Mohamed, Variational
	// inference with normalizing flows, 2015, eq. 15). LogProb of the Gradient is then log q(x), and X is ∂Loss/∂z, by the
	// points z of the base; nil if the base is no base.Scorer. With weights of 1, ∂log p0(z)/∂z - X is the gradient of the
	// target as a density of z, log p̃(x(z)) + log |∂x/∂z|, by which a Hamiltonian Monte Carlo moves in the flow's
	// coordinates (Hoffman et al., NeuTra-lizing bad geometry in Hamiltonian Monte Carlo, 2019). Target may be called by
	// several goroutines at once, and must not change a gradient that it has returned. It must not call the flow: that call
	// and this one could wait for each other.
	Target func(x []float64) (logDensity float64, gradient []float64)
	// TargetBatch takes the place of Target: it is called for some rows of the batch at once, as for a target that is a
	// network, with their conditions c, nil for a flow without. It returns log p̃ and the gradient by x of each, and must not
	// change c. Gradient.Condition leaves out how p̃ itself depends on c.
	TargetBatch func(x, c [][]float64) (logDensity []float64, gradient [][]float64)
}

// Gradient is the loss of a batch of R rows and its derivatives. Its fields are in one struct since one forward and one
// backward solve find all of them.
type Gradient struct {
	Loss       float64   // NegLogProb plus the weighted penalties
	NegLogProb float64   // mean over rows of -log p(x), nats, in the data's own units
	Penalties  Penalties // means over rows of the penalties' integrals, without their weights; 0 if not computed
	LogProb    []float64 // log p(x) of each row

	Params    [][]float64 // ∂Loss/∂ each of Flow.Params, row-major
	X         [][]float64 // R×D: ∂Loss/∂x, in the data's own units; ±Inf if a column's standard deviation is so small that the derivative exceeds float64. With a Target: by the points of the base
	Condition [][]float64 // as GradientRequest.Condition: ∂Loss/∂c; nil for a flow without conditions
	T0, T1    float64     // ∂Loss/∂T0 and ∂Loss/∂T1: by the times of the base and of the data

	Forward, Backward ode.Stats
	// ReverseError is the largest distance between the data and where backsolve arrives; 0 for other methods.
	ReverseError float64

	moments []batchnorm.Moments // of the input of a stack's norms, for Flow.Observe
}
