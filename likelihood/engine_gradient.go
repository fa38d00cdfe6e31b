// The engine's gradient: the loss at the base, differentiated through the solve.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// lossBuffers hold the results of the loss for each row; goroutines write disjoint rows.
type lossBuffers struct {
	z, score []float64   // R×D
	nll      []float64   // R
	integral [][]float64 // penalty → R, with a positive sign

	ctx    context.Context // of the call: a row of a large base, or of a slow target, takes long
	shares numeric.Shares  // of the rows in the loss
	sign   float64         // sign of dt in the direction of the solve
}

func (b *lossBuffers) grow(rows, dim, penalties int) {
	b.z, b.score = reuse.Resized(b.z, rows*dim), reuse.Resized(b.score, rows*dim)
	b.nll = reuse.Resized(b.nll, rows)
	b.integral = reuse.Resized(b.integral, penalties)
	for i := range b.integral {
		b.integral[i] = reuse.Resized(b.integral[i], rows)
	}
}

func (e *engineOf[T]) gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	w := e.workspace()
	g, err := w.gradientOf(ctx, x, r)
	w.leave()
	return g, err
}

func (w *workspace[T]) gradientOf(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	team := peers.Of(ctx)
	solved, err := w.differentiate(ctx, toBase, x, r, w.lossOf())
	if team != nil {
		err = w.loss.gather(ctx, team, err, w.flow.set.TrainBase)
	}
	if err != nil {
		return nil, err
	}
	return w.collect(ctx, x, r, solved, team == nil)
}

// gather gives all processes that share the rows the values of all of them, and the points at the base if the base is
// trained.
func (b *lossBuffers) gather(ctx context.Context, team *peers.Team, failed error, trainBase bool) error {
	columns := []peers.Column{{Values: b.nll, Width: 1}}
	if trainBase {
		columns = append(columns, peers.Column{Values: b.z, Width: len(b.z) / max(len(b.nll), 1)})
	}
	for _, integral := range b.integral {
		columns = append(columns, peers.Column{Values: integral, Width: 1})
	}
	return team.Gather(ctx, failed, columns...)
}

// differentiate solves for rows in a direction and differentiates a loss of the points at which they arrive.
func (w *workspace[T]) differentiate(ctx context.Context, towards direction, x [][]float64, r *request, loss integrate.Loss[T]) (*integrate.Gradient[T], error) {
	f, s := w.flow, w.training
	if err := w.load(s, towards, x, r); err != nil {
		return nil, err
	}
	method := r.method
	if method == nil {
		method = &f.set.Gradient
	}
	w.loss.grow(len(x), f.dim, len(s.Penalties))
	solver, err := s.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := solver.Begin(ctx); err != nil {
		return nil, err
	}
	defer solver.End()
	w.loss.ctx, w.loss.shares, w.loss.sign = ctx, r.shares(len(x)), signOf(w.Problem.T0, w.Problem.T1)
	defer func() { w.loss.ctx = nil }()
	solved, err := solver.GradientInto(ctx, &w.Problem, loss, method, w.gradient)
	if solved != nil {
		w.gradient = solved
	}
	if solved != nil && solved.Solution != nil {
		if failed := failedRows(solved.Solution, err); failed != nil {
			return nil, failed
		}
	}
	return solved, err
}

// signOf is the sign of dt from one time to another.
func signOf(from, to float64) float64 {
	if to < from {
		return -1
	}
	return 1
}

// lossOf is the loss of a batch: the mean of -log p0(z(T0)) - Δl + Σ log std and of the weighted penalties, whose
// integrals change sign with the direction of time.
func (w *workspace[T]) lossOf() integrate.Loss[T] {
	if w.lossFunc == nil {
		w.lossFunc = w.lossOfRows
	}
	return w.lossFunc
}

func (w *workspace[T]) lossOfRows(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
	f, b, dim, sign := w.flow, &w.loss, w.flow.dim, w.loss.sign
	for k := range hi - lo {
		if err := b.ctx.Err(); err != nil {
			return 0, err
		}
		i := lo + k
		share := b.shares.Of(i)
		z, score := b.z[i*dim:(i+1)*dim], b.score[i*dim:(i+1)*dim]
		numeric.Widen(z, y[0][k*dim:])
		b.nll[i] = f.logStd - base.LogProbScore(f.base, score, z) - quad[1][k]
		for c, v := range score {
			ybar[0][k*dim+c] = T(-v * share)
		}
		markOverflow(ybar[0][k*dim:][:dim], &b.nll[i])
		qbar[1][k] = -share
		for j, penalty := range w.training.Penalties {
			b.integral[j][i] = sign * quad[2+j][k]
			qbar[2+j][k] = sign * penalty.Weight * share
		}
	}
	return 0, nil // the value is summed from nll and the integrals, in the order of the rows
}

// collect converts the solver's gradient to the caller's units and parameters. If processes share the rows, none of
// them has the gradients with respect to x and c of all rows; they are left out.
func (w *workspace[T]) collect(ctx context.Context, x [][]float64, r *request, solved *integrate.Gradient[T], whole bool) (*Gradient, error) {
	f, n := w.flow, len(x)
	g := &Gradient{LogProb: make([]float64, n), Params: solved.Params, X: numeric.NewRows(n, f.dim),
		T0: solved.T1, T1: solved.T0, Forward: solved.Forward, Backward: solved.Backward, ReverseError: solved.ReverseError}
	for i, v := range w.loss.nll[:n] {
		g.LogProb[i] = -v
		g.NegLogProb += w.loss.shares.Part(v, i)
	}
	g.Loss = g.NegLogProb
	for j, p := range w.training.Penalties {
		mean := w.loss.shares.Sum(w.loss.integral[j][:n])
		*g.Penalties.at(p.Kind) = mean
		g.Loss += float64(p.Weight * mean)
	}
	if whole {
		w.collectRows(g, r, solved)
	}
	if err := w.collectBase(ctx, g, n); err != nil {
		return nil, err
	}
	if f.duration != nil {
		g.Params = append(g.Params, []float64{f.durationGradient(g)})
	}
	return g, nil
}

// collectRows adds the gradients with respect to x and c.
func (w *workspace[T]) collectRows(g *Gradient, r *request, solved *integrate.Gradient[T]) {
	f := w.flow
	for i, row := range g.X {
		numeric.Widen(row, solved.Y0[0][i*f.dim:])
		for c := range row {
			if f.std != nil {
				row[c] /= f.std[c]
			}
		}
	}
	g.Condition = w.conditionGradient(len(g.X), r, solved)
}

// conditionGradient is the gradient with respect to c; nil for a flow without conditions.
func (w *workspace[T]) conditionGradient(rows int, r *request, solved *integrate.Gradient[T]) [][]float64 {
	width := w.flow.set.cond
	if width == 0 {
		return nil
	}
	gradient := numeric.NewRows(len(r.condition), width)
	for i := range rows {
		row := gradient[min(i, len(r.condition)-1)]
		for c := range row {
			row[c] += w.flow.conditions.slope(c, float64(solved.Args[0][i*width+c]))
		}
	}
	return gradient
}

// collectBase adds the gradients of the base's parameters, row after row, so that the sums do not depend on the
// workers.
func (w *workspace[T]) collectBase(ctx context.Context, g *Gradient, n int) error {
	if !w.flow.set.TrainBase {
		return nil
	}
	base := w.flow.base.(base.Trainable)
	grad := make([][]float64, 0, len(base.Params().List()))
	for _, p := range base.Params().List() {
		grad = append(grad, make([]float64, p.Len()))
	}
	dim := w.flow.dim
	for i := range n {
		if err := parallel.Ended(ctx, i); err != nil {
			return err
		}
		base.ScoreParams(grad, w.loss.z[i*dim:(i+1)*dim], -w.loss.shares.Of(i))
	}
	g.Params = append(g.Params, grad...)
	return nil
}
