// The bounds by which an augmented flow scores and trains.

package augment

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// LogProb is for each row an estimate whose expectation over the draws of e is a lower bound of log p(x), in nats and in the
// data's units: see the package's comment. The value of a row may be above log p(x), the mean of many rows hardly.
func (f *Flow) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := f.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is LogProb with conditions or another seed: ProbeSeed is the seed of e too. Base and Change of the result
// are nil, since a row has many points of the base. Errors are those of the joint density's LogProbWith; the rows of a
// *likelihood.RowsError are the data's. Certificates are refused (likelihood.ErrSettings), and so are given probes with
// several draws.
func (f *Flow) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (d *likelihood.Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	k := f.draws()
	if err := checkRows(x, f.dim); err != nil {
		return nil, err
	}
	own, err := f.request(r, len(x), k)
	if err != nil {
		return nil, err
	}
	rows, logq, err := f.draw(ctx, x, k, own.ProbeSeed, 0)
	if err != nil {
		return nil, err
	}
	joint, err := f.joint.LogProbWith(ctx, rows, own)
	if joint == nil {
		return nil, rowsOfData(err, k, len(x))
	}
	d = &likelihood.Density{LogProb: make([]float64, len(x)), Stats: joint.Stats}
	weights := make([]float64, k)
	for i := range x {
		for j := range weights {
			weights[j] = joint.LogProb[i*k+j] - logq[i*k+j]
		}
		d.LogProb[i] = logMeanExp(weights)
	}
	return d, rowsOfData(err, k, len(x))
}

func (f *Flow) draws() int {
	switch {
	case f.Draws >= 1:
		return f.Draws
	case f.estimated:
		return 1
	}
	return 16
}

// logMeanExp is the logarithm of the mean of exp(x). It is NaN if an x is, which marks a row that could not be solved.
func logMeanExp(x []float64) float64 {
	for _, v := range x {
		if math.IsNaN(v) {
			return v
		}
	}
	return numeric.LogSumExp(x) - elementary.Log(float64(len(x)))
}

// rowsOfData turns failed or refused draws into failures of their rows.
func rowsOfData(err error, k, rows int) error {
	var refused *likelihood.DataError
	if errors.As(err, &refused) {
		own := *refused
		own.Row /= k
		return peers.StillTold(&own, err)
	}
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) {
		return err
	}
	own := &likelihood.RowsError{Total: rows}
	for i, row := range failed.Rows {
		if n := len(own.Rows); n == 0 || own.Rows[n-1] != row/k {
			own.Rows, own.Reasons = append(own.Rows, row/k), append(own.Reasons, failed.Reasons[i])
		}
	}
	return peers.StillTold(own, err)
}

// Gradient is the mean of -(log p(x, e) - log q(e)) over the rows, with one draw of e for each, and its gradient. Both
// are unbiased for the mean negative lower bound.
// The request's ProbeSeed is the seed of e too, so change it at every step.
func (f *Flow) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (g *likelihood.Gradient, err error) {
	defer graph.Recover("likelihood: Gradient", &err)
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	if err := checkRows(x, f.dim); err != nil {
		return nil, err
	}
	own := *defaults.OrZero(r)
	if own.Target != nil || own.TargetBatch != nil {
		return nil, errors.Wrap(likelihood.ErrSettings, "a Target with an augmented flow, want a flow of one field")
	}
	rows, logq, err := f.draw(ctx, x, 1, own.ProbeSeed, own.First)
	if err != nil {
		return nil, err
	}
	g, err = f.joint.Gradient(ctx, rows, &own)
	if err != nil {
		return nil, err
	}
	mean := numeric.Shares{Weights: own.Weights, Rows: len(x)}.Sum(logq)
	g.Loss += mean
	g.NegLogProb += mean
	for i := range g.LogProb {
		g.LogProb[i] -= logq[i]
		g.X[i] = g.X[i][:f.dim:f.dim]
	}
	return g, nil
}

// Sample draws n points of the data's columns, exactly from p(x), by dropping the extra columns of samples.
func (f *Flow) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	s, err := f.SampleWith(ctx, n, seed, nil)
	if s == nil {
		return nil, err
	}
	return s.X, err
}

// SampleWith is Sample with conditions. Base has all columns. LogProb is refused (likelihood.ErrSettings): call LogProb
// for a bound.
func (f *Flow) SampleWith(ctx context.Context, n int, seed uint64, r *likelihood.SampleRequest) (s *likelihood.Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	if defaults.OrZero(r).LogProb {
		return nil, errors.Wrap(likelihood.ErrSettings, "samples of an augmented flow have no log-densities, only bounds: ask LogProb for those")
	}
	s, err = f.joint.SampleWith(ctx, n, seed, r)
	if s == nil {
		return nil, err
	}
	for i, row := range s.X {
		s.X[i] = row[:f.dim:f.dim]
	}
	return s, err
}
