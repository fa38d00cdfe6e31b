// Requests and results: what can go with a batch beyond its data, and what the methods of flows and stacks find.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// LogProbRequest is what can go with LogProbWith; nil is the zero value.
type LogProbRequest struct {
	Condition [][]float64 // R×C, for conditional flows; a single row stands for every row
	Probes    [][]float64 // R×(k·D): k vectors ε one after another; nil: drawn from ProbeSeed and the row's place in the batch. Of a stack of F flows R×(F·k·D), from the base to the data
	ProbeSeed uint64      // of the drawn probes
	Certify   bool        // Density.Certificate too, which takes two to three times as long
}

// MeanRequest is what can go with MeanLogProb; nil is the zero value.
type MeanRequest struct {
	Condition, Probes [][]float64 // as in LogProbRequest
	ProbeSeed         uint64      // as in LogProbRequest
	MaxError          float64     // error bound above which there is no mean, nats; 0: DefaultMaxError; +Inf: none
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

// MatchRequest says where and with what velocity points pass.
type MatchRequest struct {
	Time      []float64   // R: where a point is on its way, from 0 at the base to 1 at the data
	Velocity  [][]float64 // R×D: dz/ds, by that time s
	Condition [][]float64 // R×C, in its own units, for conditional flows; a single row stands for every row
	Weights   []float64   // R: as in GradientRequest
	Probes    [][]float64 // R×(k·D), for the Frobenius penalty; nil: drawn from ProbeSeed
	ProbeSeed uint64      // of the drawn probes
	First     int         // place of the first row in the batch that drawn probes are of
}

// SampleRequest is what can go with SampleWith; nil is the zero value.
type SampleRequest struct {
	Condition [][]float64 // n×C, for conditional flows; a single row stands for every sample
	LogProb   bool        // log-densities of the samples too
	Probes    [][]float64 // n×(k·D), for LogProb by an estimated trace: as in LogProbRequest
	ProbeSeed uint64      // of the drawn probes
}

// request is what a flow's solves take from any of them.
type request struct {
	condition, probes [][]float64
	probeSeed         uint64
	first             int                         // place of the first row among those that probes are drawn for
	method            *integrate.GradientSettings // of a gradient
	weights           []float64                   // of its rows
	target            func(x []float64) (logDensity float64, gradient []float64)
}

// rowsAre says what the rows of a gradient are, for errors.
func (r *request) rowsAre() string {
	if r.target != nil {
		return "base points"
	}
	return "data"
}

// errTargetOfMany refuses a target where there is not one field.
func errTargetOfMany(who any) error {
	return errors.Wrapf(ErrSettings, "a Target with a %T, want a *likelihood.Flow", who)
}

// orZero is what a pointer points to, and the zero value for nil.
func orZero[R any](r *R) R {
	if r == nil {
		var zero R
		return zero
	}
	return *r
}

// check compares the request with what a flow takes, and with the number of rows.
func (r *request) check(f *Flow, rows, probes int) error {
	if err := checkCondition(r.condition, f.set.cond, rows); err != nil {
		return err
	}
	dtype := f.field.Params().Dtype()
	if err := f.conditions.checkSize("condition", r.condition, dtype); err != nil {
		return err
	}
	if r.probes == nil || probes == 0 {
		return nil
	}
	if err := checkSameRows("probes", r.probes, rows, probes); err != nil {
		return err
	}
	return CheckSize("probes", r.probes, dtype, nil, nil)
}

// checkCondition compares conditions with the width that a flow takes and the number of rows.
func checkCondition(condition [][]float64, width, rows int) error {
	switch {
	case width == 0 && condition == nil:
		return nil
	case width == 0:
		return errors.Wrap(ErrCondition, "the field takes no condition, but one was given")
	case condition == nil:
		return errors.Wrapf(ErrCondition, "the field takes a condition of %d columns, and none was given", width)
	case len(condition) == 1:
		return CheckRows("condition", condition, width)
	}
	return checkSameRows("condition", condition, rows, width)
}

// conditionRow is the condition of row i.
func (r *request) conditionRow(i int) []float64 {
	if len(r.condition) == 1 {
		return r.condition[0]
	}
	return r.condition[i]
}

// part is the request of rows lo … hi of the batch.
func (r *request) part(lo, hi int) *request {
	own := *r
	own.first += lo
	if len(r.condition) > 1 {
		own.condition = r.condition[lo:hi]
	}
	if r.probes != nil {
		own.probes = r.probes[lo:hi]
	}
	if r.weights != nil {
		own.weights = r.weights[lo:hi]
	}
	return &own
}

// shares are those of the rows of the request's batch.
func (r *request) shares(rows int) numeric.Shares {
	return numeric.Shares{Weights: r.weights, Rows: rows}
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

	moments []moments // of what entered a stack's norms, for Stack.Observe
}

// Density is what LogProbWith finds for a batch of R rows.
type Density struct {
	LogProb []float64   // log p(x), nats, in the data's own units
	Base    [][]float64 // R×D: z(T0), the points of the base that the rows come from
	Change  []float64   // Δl = ∫ tr ∂f/∂z dt from T1 to T0, nats, of a stack with its norms: log p(x′) = log p0(z(T0)) + Δl
	Stats   ode.Stats

	Certificate *Certificate // how far LogProb may be off; nil unless LogProbRequest.Certify
}

// Samples are what SampleWith draws.
type Samples struct {
	X       [][]float64 // n×D, in the data's units
	LogProb []float64   // log p(x) in nats, in the data's units; nil unless asked for
	Base    [][]float64 // n×D: z(T0), the draws from the base
	Stats   ode.Stats
}
