package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// Gradient is the mean negative log-likelihood of a batch, with the penalties of all flows, and its gradient through the
// whole stack, as Flow.Gradient: exact by replay, and bit-identical for any number of workers. T0 and T1 are the
// derivatives for moving that end of every flow together; the penalties are summed over the flows.
func (s *Stack) Gradient(ctx context.Context, x [][]float64) (*Gradient, error) {
	return s.GradientWith(ctx, x, nil)
}

// GradientWith is Gradient with conditions, given probes, another seed of the probes, or another method. Given probes
// are R×(F·k·D), those of the F flows one after another, from the base to the data.
func (s *Stack) GradientWith(ctx context.Context, x [][]float64, r *Request) (g *Gradient, err error) {
	defer graph.Recover("likelihood: Gradient", &err)
	if err := s.mu.take(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return s.gradient(ctx, x, r)
}

// gradient is GradientWith for who holds mu.
func (s *Stack) gradient(ctx context.Context, x [][]float64, r *Request) (*Gradient, error) {
	r = orZero(r)
	if err := s.checkGradient(ctx, x, r); err != nil {
		return nil, err
	}
	return gradientOf(s.descent).finite(ctx, x, r, s.std)
}

// descent is gradient for what has been checked.
func (s *Stack) descent(ctx context.Context, x [][]float64, r *Request) (*Gradient, error) {
	d := s.newDescent(ctx, len(x), r)
	v, vbar := make([]float64, len(x)*s.dim), make([]float64, len(x)*s.dim)
	s.loadRows(v, x)
	pull := d.pullAll
	if s.norm.Lag > 0 {
		pull = d.pullTogether
	}
	if err := pull(v, vbar); err != nil {
		return nil, err
	}
	if failed := d.failed.rows(len(x)); failed != nil {
		return nil, failed
	}
	return d.collect(vbar), nil
}

func (s *Stack) checkGradient(ctx context.Context, x [][]float64, r *Request) error {
	if err := s.check(ctx, "data", x); err != nil {
		return err
	}
	if err := s.checkParams(); err != nil {
		return err
	}
	if !hasScore(s.base) {
		return errors.Wrapf(ErrNoScore, "%T has no method ScoreInput, which gradients need", s.base)
	}
	if err := s.checkProbes(r, len(x)); err != nil {
		return err
	}
	for i, f := range s.flows {
		if err := dynamics.TwiceDifferentiable(f.field); err != nil {
			return err
		}
		if err := s.flowRequest(r, i).check(f, len(x), f.engine.trainingProbes()); err != nil {
			return err
		}
		if err := f.engine.prepareLink(); err != nil {
			return err
		}
	}
	return nil
}

// descent is one gradient on its way from the data through the stack to the base and back. Goroutines write disjoint
// rows of its slices.
type descent struct {
	ctx     context.Context
	stack   *Stack
	request *Request
	method  *integrate.GradientSettings
	maps    []*affine // of the norms
	rows    int
	share   float64 // of a row in the mean

	nll       []float64     // of each row
	z, score  []float64     // rows×D, at the base
	inputs    [][]float64   // of each norm: rows×D
	integrals [][][]float64 // flow → penalty → row
	condition []float64     // rows×C: ∂Loss/∂c
	sums      *orderedSum

	failed failures
}

func (s *Stack) newDescent(ctx context.Context, rows int, r *Request) *descent {
	d := &descent{ctx: ctx, stack: s, request: r, method: r.Gradient, rows: rows, share: 1 / float64(rows),
		nll: make([]float64, rows), z: make([]float64, rows*s.dim), score: make([]float64, rows*s.dim),
		condition: make([]float64, rows*s.CondDim()), sums: newPartSums(s)}
	if d.method == nil {
		d.method = &s.flows[0].set.Gradient
	}
	d.maps, d.inputs = make([]*affine, len(s.norms)), make([][]float64, len(s.norms))
	for i, m := range s.norms {
		if m != nil {
			d.maps[i], d.inputs[i] = m.affine(), make([]float64, rows*s.dim)
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

func (s *Stack) penalties() []penalty { return s.flows[0].set.Penalties.active() }

// pullAll differentiates the loss of the whole batch, block by block.
func (d *descent) pullAll(v, vbar []float64) error {
	return d.pull(len(d.stack.flows), 0, d.rows, v, vbar, d.sums.total)
}

// pull differentiates the loss of rows lo … hi as a function of where they are, v, with k flows between them and the
// base; the norm next to them is still to come.
func (d *descent) pull(k, lo, hi int, v, vbar []float64, sums *partial) error {
	norm := d.maps[k]
	if norm == nil {
		return d.pullFlow(k, lo, hi, v, vbar, sums)
	}
	copy(d.inputs[k][lo*d.stack.dim:], v)
	y, ybar := make([]float64, len(v)), make([]float64, len(v))
	norm.down(y, v)
	if err := d.pullFlow(k, lo, hi, y, ybar, sums); err != nil {
		return err
	}
	for row := lo; row < hi; row++ {
		d.nll[row] -= norm.logDet
	}
	first := d.stack.norms[k].firstParam
	norm.pull(vbar, ybar, y, d.share, sums.params[first], sums.params[first+1])
	return nil
}

// pullFlow is pull after the norm. The flow next to the data cuts the batch into blocks, and a block stays in its worker
// from there on.
func (d *descent) pullFlow(k, lo, hi int, v, vbar []float64, sums *partial) error {
	if k == 0 {
		d.pullBase(lo, hi, v, vbar)
		return nil
	}
	i, below := k-1, func(lo, hi int, z, zbar []float64) error { return d.pull(k-1, lo, hi, z, zbar, sums) }
	if k == len(d.stack.flows) {
		below = func(lo, hi int, z, zbar []float64) error {
			block := d.sums.blank()
			defer d.sums.post(lo, hi, block)
			return d.pull(k-1, lo, hi, z, zbar, block)
		}
	}
	return d.stack.flows[i].engine.pullLink(d.ctx, d.call(i, lo, hi, v, vbar, below, sums))
}

// call is what flow i has to do for rows lo … hi.
func (d *descent) call(i, lo, hi int, v, vbar []float64, below func(lo, hi int, z, zbar []float64) error, sums *partial) *flowCall {
	return &flowCall{batch: d, lo: lo, hi: hi, v: v, vbar: vbar, request: d.stack.flowRequest(d.request, i), below: below,
		integrals: d.integrals[i], params: sums.params[d.stack.first[i]:], sums: sums}
}

// pullBase starts each row's loss with -log p0 and the standardisation's determinant.
func (d *descent) pullBase(lo, hi int, z, zbar []float64) {
	dim := d.stack.dim
	copy(d.z[lo*dim:], z)
	for row := lo; row < hi; row++ {
		score := d.score[row*dim : (row+1)*dim]
		d.nll[row] = d.stack.logStd - base.LogProbScore(d.stack.base, score, d.z[row*dim:(row+1)*dim])
		for c, v := range score {
			zbar[(row-lo)*dim+c] = -v * d.share
		}
	}
}
