// The gradient by the engine: the loss at the base, differentiated through the solve.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// lossBuffers hold what the loss finds for each row; goroutines write disjoint rows.
type lossBuffers struct {
	z, score []float64   // R×D
	nll      []float64   // R
	integral [][]float64 // penalty → R, made positive

	share, sign float64 // of a row in the mean; of dt on the way
}

func (b *lossBuffers) grow(rows, dim, penalties int) {
	b.z, b.score = numeric.Grow(b.z, rows*dim), numeric.Grow(b.score, rows*dim)
	b.nll = numeric.Grow(b.nll, rows)
	b.integral = numeric.Grow(b.integral, penalties)
	for i := range b.integral {
		b.integral[i] = numeric.Grow(b.integral[i], rows)
	}
}

func (e *engineOf[T]) gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	f, s := e.flow, &e.training
	p, err := e.load(s, toBase, x, r)
	if err != nil {
		return nil, err
	}
	method := r.method
	if method == nil {
		method = &f.set.Gradient
	}
	e.loss.grow(len(x), f.dim, len(s.penalties))
	solver, err := s.get(ctx)
	if err != nil {
		return nil, err
	}
	e.loss.share, e.loss.sign = 1/float64(len(x)), direction(p.T0, p.T1)
	solved, err := solver.GradientInto(ctx, p, e.lossOf(), method, s.gradient)
	if solved != nil {
		s.gradient = solved
	}
	if solved != nil && solved.Solution != nil {
		if failed := failedRows(solved.Solution, err); failed != nil {
			return nil, failed
		}
	}
	if err != nil {
		return nil, err
	}
	return e.collect(x, r, solved), nil
}

// direction is the sign of dt on the way from one time to another.
func direction(from, to float64) float64 {
	if to < from {
		return -1
	}
	return 1
}

// lossOf is the loss of a batch: the mean of -log p0(z(T0)) - Δl + Σ log std and of the weighted penalties, whose
// integrals change sign with the direction of time.
func (e *engineOf[T]) lossOf() integrate.Loss[T] {
	if e.lossFunc == nil {
		e.lossFunc = e.lossOfRows
	}
	return e.lossFunc
}

func (e *engineOf[T]) lossOfRows(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
	f, b, dim, sign, share := e.flow, &e.loss, e.flow.dim, e.loss.sign, e.loss.share
	sum := 0.0
	for k := range hi - lo {
		i := lo + k
		z, score := b.z[i*dim:(i+1)*dim], b.score[i*dim:(i+1)*dim]
		numeric.Widen(z, y[0][k*dim:])
		b.nll[i] = f.logStd - base.LogProbScore(f.base, score, z) - quad[1][k]
		for c, v := range score {
			ybar[0][k*dim+c] = T(-v * share)
		}
		qbar[1][k] = -share
		sum += b.nll[i]
		for j, penalty := range e.training.penalties {
			b.integral[j][i] = sign * quad[2+j][k]
			qbar[2+j][k] = sign * penalty.weight * share
			sum += penalty.weight * b.integral[j][i]
		}
	}
	return sum * share, nil
}

// collect turns what the solver found into the caller's terms.
func (e *engineOf[T]) collect(x [][]float64, r *request, solved *integrate.Gradient[T]) *Gradient {
	f, n := e.flow, len(x)
	g := &Gradient{LogProb: make([]float64, n), Params: solved.Params, X: numeric.NewRows(n, f.dim),
		T0: solved.T1, T1: solved.T0, Forward: solved.Forward, Backward: solved.Backward, ReverseError: solved.ReverseError}
	for i, v := range e.loss.nll[:n] {
		g.LogProb[i] = -v
		g.NegLogProb += v / float64(n)
	}
	g.Loss = g.NegLogProb
	for j, p := range e.training.penalties {
		mean := numeric.Mean(e.loss.integral[j][:n])
		*g.Penalties.at(p.kind) = mean
		g.Loss += p.weight * mean
	}
	e.collectRows(g, r, solved)
	e.collectBase(g, n)
	if f.duration != nil {
		g.Params = append(g.Params, []float64{f.durationGradient(g)})
	}
	return g
}

// collectRows takes the gradients with respect to x and c.
func (e *engineOf[T]) collectRows(g *Gradient, r *request, solved *integrate.Gradient[T]) {
	f, width := e.flow, e.flow.set.cond
	for i, row := range g.X {
		numeric.Widen(row, solved.Y0[0][i*f.dim:])
		for c := range row {
			if f.std != nil {
				row[c] /= f.std[c]
			}
		}
	}
	if width == 0 {
		return
	}
	g.Condition = numeric.NewRows(len(r.condition), width)
	for i := range g.X {
		row := g.Condition[min(i, len(r.condition)-1)]
		for c := range row {
			row[c] += f.conditions.slope(c, float64(solved.Args[0][i*width+c]))
		}
	}
}

// collectBase adds the gradients of the base's parameters, row after row, so that they do not depend on the workers.
func (e *engineOf[T]) collectBase(g *Gradient, n int) {
	if !e.flow.set.TrainBase {
		return
	}
	base := e.flow.base.(base.Trainable)
	grad := make([][]float64, 0, len(base.Params().List()))
	for _, p := range base.Params().List() {
		grad = append(grad, make([]float64, p.Len()))
	}
	dim := e.flow.dim
	for i := range n {
		base.ScoreParams(grad, e.loss.z[i*dim:(i+1)*dim], -1/float64(n))
	}
	g.Params = append(g.Params, grad...)
}
