// The part of one flow in the gradient of a stack.

package likelihood

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// flowCall is the part of one flow in the gradient of a stack, for a row block: it takes the rows from the data's side
// of the flow to the base's, has below differentiate the loss there, and comes back.
type flowCall struct {
	batch   *stackBatch
	lo, hi  int       // rows of the batch
	v       []float64 // (hi-lo)×D: the rows on the data's side
	vbar    []float64 // gets ∂Loss/∂v
	request *request  // of the whole batch, for this flow

	// below differentiates the loss of rows lo … hi−1 of the batch at z, on the base's side.
	below func(lo, hi int, z, zbar []float64) error

	integrals [][]float64 // penalty → row of the batch; disjoint rows are written by several goroutines
	params    [][]float64 // gets ∂Loss/∂θ of these rows, and that of the duration
	sums      *partial.Sums
}

// pull differentiates the part of a flow that moves some columns of rows with dim numbers; the other columns bypass the
// flow.
func (c *flowCall) pull(ctx context.Context, flow engine, moved columns.Set, dim int) error {
	if moved == nil {
		return flow.pullFlow(ctx, c)
	}
	own := *c
	own.v, own.vbar = moved.Gather(c.v, dim), make([]float64, (c.hi-c.lo)*len(moved))
	own.below = func(lo, hi int, z, zbar []float64) error {
		rows, bar := slices.Clone(c.v[(lo-c.lo)*dim:(hi-c.lo)*dim]), c.vbar[(lo-c.lo)*dim:(hi-c.lo)*dim]
		moved.Scatter(rows, z, dim)
		if err := c.below(lo, hi, rows, bar); err != nil {
			return err
		}
		copy(zbar, moved.Gather(bar, dim))
		return nil
	}
	if err := flow.pullFlow(ctx, &own); err != nil {
		return err
	}
	moved.Scatter(c.vbar, own.vbar, dim)
	return nil
}

// stackBatch is what the flows of a stack read of a batch and add to it. Goroutines write disjoint rows.
type stackBatch struct {
	method         *integrate.GradientSettings
	numeric.Shares           // of the rows in the loss
	nll            []float64 // by row
	condition      []float64 // rows×C: ∂Loss/∂c
	failed         failures
}

func (e *engineOf[T]) prepareFlow(ctx context.Context) error {
	_, err := e.training.Get(ctx)
	return err
}

// pullFlow differentiates one flow's part. It adds rows that cannot be solved to the batch's failures and does not
// return them as an error.
func (e *engineOf[T]) pullFlow(ctx context.Context, c *flowCall) error {
	solver, err := e.training.Get(ctx)
	if err != nil {
		return err
	}
	p := e.loadFlow(c)
	solved, err := solver.Gradient(ctx, p, e.flowLoss(c, signOf(p.T0, p.T1)), c.batch.method)
	if solved != nil && solved.Solution != nil {
		if failed := failedRows(solved.Solution, err); failed != nil {
			c.batch.failed.add(c.lo, failed)
			return nil
		}
	}
	if err != nil {
		return err
	}
	e.collectFlow(c, solved)
	return nil
}

// passFlow takes the rows to the base's side as pullFlow does, without differentiating; the result is nil if some rows
// cannot be solved.
func (e *engineOf[T]) passFlow(ctx context.Context, c *flowCall) ([]float64, error) {
	solver, err := e.training.Get(ctx)
	if err != nil {
		return nil, err
	}
	p := e.loadFlow(c)
	solution, err := solver.Solver.Solve(ctx, p)
	if solution != nil {
		c.sums.Forward = c.sums.Forward.Plus(solution.Stats)
		if failed := failedRows(solution, err); failed != nil {
			c.batch.failed.add(c.lo, failed)
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	z := make([]float64, len(c.v))
	numeric.Widen(z, solution.Y[0])
	return z, nil
}

// loadFlow copies the rows into a problem of their own, since several row blocks are being solved at once.
func (e *engineOf[T]) loadFlow(c *flowCall) *ode.Problem[T] {
	s, n := e.training, c.hi-c.lo
	z := make([]T, len(c.v))
	for i, v := range c.v {
		z[i] = T(v)
	}
	p := &ode.Problem[T]{Rows: n, Y: make([][]T, s.Blocks())}
	p.T1, p.T0 = e.flow.times()
	p.Y[0] = z
	if s.Cond > 0 {
		p.Args = append(p.Args, make([]T, n*s.Cond))
		fillConditions(p.Args[0], &e.flow.conditions, s.Cond, c.lo, c.request)
	}
	if s.NeedsProbes() {
		probes := make([]T, n*s.ProbeWidth())
		fillProbes(probes, s.System, c.lo, c.request)
		p.Args = append(p.Args, probes)
	}
	return p
}

// flowLoss is the loss on the base's side, minus Δl, plus the penalties.
func (e *engineOf[T]) flowLoss(c *flowCall, sign float64) integrate.Loss[T] {
	return func(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		z, zbar := make([]float64, len(y[0])), make([]float64, len(y[0]))
		numeric.Widen(z, y[0])
		if err := c.below(c.lo+lo, c.lo+hi, z, zbar); err != nil {
			return 0, err
		}
		for i, v := range zbar {
			ybar[0][i] = T(v)
		}
		for k := range hi - lo {
			row := c.lo + lo + k
			markOverflow(ybar[0][k*e.flow.dim:][:e.flow.dim], &c.batch.nll[row])
			share := c.batch.Of(row)
			c.batch.nll[row] -= quad[1][k]
			qbar[1][k] = -share
			for j, penalty := range e.training.Penalties {
				c.integrals[j][row] = sign * quad[2+j][k]
				qbar[2+j][k] = sign * penalty.Weight * share
			}
		}
		return 0, nil // the value is summed from nll and the integrals, in the order of the rows
	}
}

func (e *engineOf[T]) collectFlow(c *flowCall, solved *integrate.Gradient[T]) {
	numeric.Widen(c.vbar, solved.Y0[0])
	for i, sums := range solved.Params {
		numeric.AddTo(c.params[i], sums)
	}
	if e.flow.duration != nil {
		g := &Gradient{T0: solved.T1, T1: solved.T0}
		c.params[len(solved.Params)][0] += e.flow.durationGradient(g)
	}
	if width := e.flow.set.cond; width > 0 {
		for i, v := range solved.Args[0] {
			c.batch.condition[c.lo*width+i] += e.flow.conditions.slope(i%width, float64(v))
		}
	}
	c.sums.T0 += solved.T1
	c.sums.T1 += solved.T0
	c.sums.ReverseError = max(c.sums.ReverseError, solved.ReverseError)
	c.sums.Forward = c.sums.Forward.Plus(solved.Forward)
	c.sums.Backward = c.sums.Backward.Plus(solved.Backward)
}

func (e *engineOf[T]) trainingProbes() int { return e.training.RequestedProbes() }

func (e *engineOf[T]) densityProbes() int { return e.density.RequestedProbes() }
