// The gradient of a stack: each row block goes to the base and straight back.

package likelihood

import (
	"context"
	"fmt"
	"sync"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// gradient is the gradient for rows and a request that have been checked.
func (s *stack) gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error) {
	d := s.newGradient(ctx, len(x), r)
	v, vbar := make([]float64, len(x)*s.dim), make([]float64, len(x)*s.dim)
	s.loadRows(v, x)
	pull := d.pullAll
	if s.norm != nil && s.norm.Lag > 0 { // flows and norms need results of every row: each process computes all of them
		pull, d.team = d.pullLagged, nil
	}
	if err := pull(v, vbar); err != nil {
		return nil, err
	}
	if failed := d.failed.rows(len(x)); failed != nil {
		return nil, failed
	}
	return d.collect(vbar)
}

// checkGradient checks a request against every flow, and compiles what the flows need.
func (s *stack) checkGradient(ctx context.Context, r *request, rows int) error {
	if r.target != nil {
		return errTargetOfMany(fmt.Sprintf("a stack of %d flows", len(s.flows)))
	}
	if err := s.checkNorms(); err != nil {
		return err
	}
	if err := s.checkProbes(r, rows, engine.trainingProbes); err != nil {
		return err
	}
	for i, f := range s.flows {
		if err := dynamics.TwiceDifferentiable(f.field); err != nil {
			return err
		}
		if err := s.flowRequest(r, i).check(f, rows, f.engine.trainingProbes()); err != nil {
			return err
		}
		if err := f.engine.prepareFlow(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stackGradient is the state of one gradient of a stack. Goroutines write disjoint rows of its slices.
type stackGradient struct {
	ctx     context.Context // for work that each process does by itself
	team    *peers.Team     // nil if processes do not share the rows
	stack   *stack
	request *request
	maps    []*batchnorm.Affine // of the norms
	stackBatch

	z, score  []float64                      // rows×D, at the base
	inputs    [][]float64                    // of each norm: rows×D
	integrals [][][]float64                  // flow → penalty → row
	sums      *reduce.Ordered[*partial.Sums] // of the norms, and of all flows but the first
	started   sync.Once
}

func (s *stack) newGradient(ctx context.Context, rows int, r *request) *stackGradient {
	d := &stackGradient{ctx: peers.Without(ctx), team: peers.Of(ctx), stack: s, request: r,
		stackBatch: stackBatch{method: r.method, Shares: r.shares(rows), nll: make([]float64, rows), condition: make([]float64, rows*s.CondDim())},
		z:          make([]float64, rows*s.dim), score: make([]float64, rows*s.dim), sums: &reduce.Ordered[*partial.Sums]{Fresh: func() *partial.Sums { return partial.New(s.paramLengths()) }}}
	d.sums.Reset(0)
	if d.method == nil {
		d.method = &s.flows[0].set.Gradient
	}
	d.maps, d.inputs = make([]*batchnorm.Affine, len(s.norms)), make([][]float64, len(s.norms))
	for i, m := range s.norms {
		if m != nil {
			d.maps[i], d.inputs[i] = m.Affine(), make([]float64, rows*s.dim)
		}
	}
	for range s.flows {
		var integrals [][]float64
		for range s.penalties() {
			integrals = append(integrals, make([]float64, rows))
		}
		d.integrals = append(d.integrals, integrals)
	}
	return d
}

// paramLengths are the numbers of values of the parameters.
func (s *stack) paramLengths() (lengths []int) {
	for _, p := range s.params.All {
		lengths = append(lengths, p.Len())
	}
	return lengths
}

func (s *stack) penalties() []equation.Penalty { return s.flows[0].set.Penalties.active() }

// pullAll differentiates the loss of the whole batch, row block by row block.
func (d *stackGradient) pullAll(v, vbar []float64) error {
	first := partial.New(d.stack.paramLengths()) // of the flow next to the data and its norm
	err := d.pull(len(d.stack.flows), 0, d.Rows, v, vbar, first)
	d.sums.Total.Plus(first)
	return err
}

// pull differentiates the loss of rows lo … hi−1 as a function of their values v, with k flows between them and the
// base. The norm next to the rows comes first.
func (d *stackGradient) pull(k, lo, hi int, v, vbar []float64, sums *partial.Sums) error {
	norm := d.maps[k]
	if norm == nil {
		return d.pullFlow(k, lo, hi, v, vbar, sums)
	}
	copy(d.inputs[k][lo*d.stack.dim:], v)
	y, ybar := make([]float64, len(v)), make([]float64, len(v))
	norm.Down(y, v)
	if err := d.pullFlow(k, lo, hi, y, ybar, sums); err != nil {
		return err
	}
	for row := lo; row < hi; row++ {
		d.nll[row] -= norm.LogDet
	}
	first := d.stack.norms[k].FirstParam
	norm.Pull(vbar, ybar, y, lo, d.Shares, sums.Params[first], sums.Params[first+1])
	return nil
}

// pullFlow is pull behind the norm. The flow next to the data cuts the batch into row blocks, and a row block stays
// with its worker from there on.
func (d *stackGradient) pullFlow(k, lo, hi int, v, vbar []float64, sums *partial.Sums) error {
	if k == 0 {
		return d.pullBase(lo, hi, v, vbar)
	}
	if k == len(d.stack.flows) {
		return d.pullFirst(v, vbar, sums)
	}
	below := func(lo, hi int, z, zbar []float64) error { return d.pull(k-1, lo, hi, z, zbar, sums) }
	return d.pullOne(parallel.Alone(d.ctx), k-1, d.call(k-1, lo, hi, v, vbar, below, sums))
}

// pullFirst is pullFlow for the flow next to the data, whose row blocks processes share.
func (d *stackGradient) pullFirst(v, vbar []float64, sums *partial.Sums) error {
	k := len(d.stack.flows) - 1
	below := func(lo, hi int, z, zbar []float64) error {
		d.started.Do(d.start)
		own := d.sums.Blank()
		defer d.sums.Post(lo, hi, own)
		return d.pull(k, lo, hi, z, zbar, own)
	}
	ctx := d.ctx
	if d.team != nil {
		ctx = d.team.Context(ctx)
	}
	err := d.pullOne(ctx, k, d.call(k, 0, d.Rows, v, vbar, below, sums))
	if d.team == nil {
		d.sums.Total.Fold()
		return err
	}
	return d.share(err, vbar)
}

// failLarge lists rows that are too large for flow i as failed, and replaces them by zeros. v are rows one after another,
// of which the first is row lo of the batch.
func (d *stackGradient) failLarge(i, lo int, v []float64) {
	dim := d.stack.dim
	for k := range len(v) / dim {
		d.stack.failLarge(&d.failed, lo+k, i, toBase, v[k*dim:(k+1)*dim])
	}
}

// pullOne differentiates flow i.
func (d *stackGradient) pullOne(ctx context.Context, i int, c *flowCall) error {
	d.failLarge(i, c.lo, c.v)
	return c.pull(ctx, d.stack.flows[i].engine, d.stack.columns[i], d.stack.dim)
}

// call returns what flow i has to do for rows lo … hi−1.
func (d *stackGradient) call(i, lo, hi int, v, vbar []float64, below func(lo, hi int, z, zbar []float64) error, sums *partial.Sums) *flowCall {
	return &flowCall{batch: &d.stackBatch, lo: lo, hi: hi, v: v, vbar: vbar, request: d.stack.flowRequest(d.request, i), below: below,
		integrals: d.integrals[i], params: sums.Params[d.stack.first[i]:], sums: sums}
}

// pullBase starts each row's loss with -log p0 and the standardisation's determinant.
func (d *stackGradient) pullBase(lo, hi int, z, zbar []float64) error {
	dim := d.stack.dim
	copy(d.z[lo*dim:], z)
	for row := lo; row < hi; row++ {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		score := d.score[row*dim : (row+1)*dim]
		d.nll[row] = d.stack.logStd - base.LogProbScore(d.stack.base, score, d.z[row*dim:(row+1)*dim])
		for c, v := range score {
			zbar[(row-lo)*dim+c] = -v * d.Of(row)
		}
	}
	return nil
}

// collect converts the results to the caller's units; vbar is ∂Loss with respect to the standardised rows.
func (d *stackGradient) collect(vbar []float64) (*Gradient, error) {
	s, sums := d.stack, d.sums.Total
	g := &Gradient{LogProb: make([]float64, d.Rows), X: numeric.NewRows(d.Rows, s.dim), T0: sums.T0, T1: sums.T1,
		Params: sums.Params, Forward: sums.Forward, Backward: sums.Backward, ReverseError: sums.ReverseError}
	for i, v := range d.nll {
		g.LogProb[i] = -v
		g.NegLogProb += d.Part(v, i)
	}
	g.Loss = g.NegLogProb
	d.collectPenalties(g)
	for i, row := range g.X {
		copy(row, vbar[i*s.dim:])
		for c := range row {
			if s.std != nil {
				row[c] /= s.std[c]
			}
		}
	}
	d.collectCondition(g)
	for i, m := range s.norms {
		if m != nil {
			g.moments = append(g.moments, batchnorm.MomentsOf(d.inputs[i], s.dim, d.Shares))
		}
	}
	return g, d.collectBase(g)
}
