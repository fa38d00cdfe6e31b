// The gradient of the reverse divergence of a flow from a target, by samples of the flow.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// reverse is the gradient for a request with a Target: the rows are points of the base.
func (e *engineOf[T]) reverse(ctx context.Context, z [][]float64, r *request) (*Gradient, error) {
	w := e.workspace()
	g, err := w.reverseOf(ctx, z, r)
	w.leave()
	return g, err
}

// divergence is the loss of samples: log q(x) - log p̃(x), times each row's weight. Goroutines write disjoint rows.
type divergence[T graph.Float] struct {
	*workspace[T]
	start   [][]float64
	request *request
	shares  numeric.Shares
	sign    float64 // sign of dt in the direction of the solve

	logq, value []float64   // of each row; value is the loss without penalties
	integral    [][]float64 // penalty → row
	failed      []error     // errors of the target, by row
}

func (w *workspace[T]) reverseOf(ctx context.Context, z [][]float64, r *request) (*Gradient, error) {
	n := len(z)
	t0, t1 := w.flow.times()
	d := &divergence[T]{workspace: w, start: z, request: r, shares: r.shares(n), sign: signOf(t0, t1),
		logq: make([]float64, n), value: make([]float64, n), failed: make([]error, n)}
	for range w.training.Penalties {
		d.integral = append(d.integral, make([]float64, n))
	}
	solved, err := w.differentiate(ctx, toData, z, r, d.loss)
	for _, failed := range d.failed {
		if err == nil {
			err = failed
		}
	}
	if team := peers.Of(ctx); team != nil {
		err = d.gather(ctx, team, err)
	}
	if err != nil {
		return nil, err
	}
	g := d.collect(solved)
	if peers.Of(ctx) == nil {
		d.collectRows(g, solved)
	}
	return g, nil
}

// collectRows adds the gradients with respect to c, and to the points of a base that has a score. The loss has the log p0
// of a point itself beside what depends on the point's sample.
func (d *divergence[T]) collectRows(g *Gradient, solved *integrate.Gradient[T]) {
	g.Condition = d.conditionGradient(len(d.start), d.request, solved)
	if !hasScore(d.flow.base) {
		return
	}
	g.X = numeric.NewRows(len(d.start), d.flow.dim)
	score := make([]float64, d.flow.dim)
	for i, row := range g.X {
		base.LogProbScore(d.flow.base, score, d.start[i])
		numeric.Widen(row, solved.Y0[0][i*d.flow.dim:])
		for c := range row {
			row[c] += float64(score[c] * d.shares.Of(i))
		}
	}
}

// gather gives all processes that share the rows the values of all of them.
func (d *divergence[T]) gather(ctx context.Context, team *peers.Team, failed error) error {
	columns := []peers.Column{{Values: d.logq, Width: 1}, {Values: d.value, Width: 1}}
	for _, integral := range d.integral {
		columns = append(columns, peers.Column{Values: integral, Width: 1})
	}
	return team.Gather(ctx, failed, columns...)
}

func (d *divergence[T]) loss(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
	dim := d.flow.dim
	logp, slopes, err := d.targetOf(lo, hi, y[0])
	if err != nil {
		return 0, err
	}
	for k := range hi - lo {
		if err := d.workspace.loss.ctx.Err(); err != nil {
			return 0, err
		}
		i := lo + k
		share := d.shares.Of(i)
		d.logq[i] = d.flow.base.LogProb(d.start[i]) - quad[1][k] - d.flow.logStd
		if d.failed[i] = d.check(i, logp[k], slopes[k]); d.failed[i] != nil {
			continue
		}
		d.value[i] = d.logq[i] - logp[k]
		for c, v := range slopes[k] {
			if d.flow.std != nil {
				v *= d.flow.std[c]
			}
			ybar[0][k*dim+c] = T(-v * share)
		}
		markOverflow(ybar[0][k*dim:][:dim], &d.value[i])
		qbar[1][k] = -share
		for j, penalty := range d.training.Penalties {
			d.integral[j][i] = d.sign * quad[2+j][k]
			qbar[2+j][k] = d.sign * penalty.Weight * share
		}
	}
	return 0, nil // the value is summed from those of the rows, in their order
}

// targetOf is the target at the samples y of rows lo … hi−1.
func (d *divergence[T]) targetOf(lo, hi int, y []T) (logp []float64, slopes [][]float64, err error) {
	x := numeric.NewRows(hi-lo, d.flow.dim)
	for k, row := range x {
		numeric.Widen(row, y[k*d.flow.dim:])
	}
	d.flow.restore(x)
	logp, slopes = d.request.target(x, d.request.conditionRows(lo, hi))
	if err := d.workspace.loss.ctx.Err(); err != nil {
		return nil, nil, err
	}
	if len(logp) != len(x) || len(slopes) != len(x) {
		return nil, nil, errors.Wrapf(ErrSettings, "target: %d log-densities and %d gradients of %d points", len(logp), len(slopes), len(x))
	}
	return logp, slopes, nil
}

// check refuses values of a target that are not finite.
func (d *divergence[T]) check(row int, logp float64, slope []float64) error {
	if !finite.Is(logp) {
		return &DataError{What: "target: log-density of the sample of", Row: row, Column: -1, Value: logp, Cause: ErrNotFinite}
	}
	return checkRow("target: gradient at the sample of", row, slope, d.flow.dim)
}

func (d *divergence[T]) collect(solved *integrate.Gradient[T]) *Gradient {
	g := &Gradient{LogProb: d.logq, NegLogProb: -d.shares.Sum(d.logq), Loss: d.shares.Sum(d.value), Params: solved.Params, T0: solved.T0, T1: solved.T1,
		Forward: solved.Forward, Backward: solved.Backward, ReverseError: solved.ReverseError}
	for j, p := range d.training.Penalties {
		mean := d.shares.Sum(d.integral[j])
		*g.Penalties.at(p.Kind) = mean
		g.Loss += float64(p.Weight * mean)
	}
	if d.flow.duration != nil {
		g.Params = append(g.Params, []float64{d.flow.durationGradient(g)})
	}
	return g
}
