package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// LogProb is log p(x) of each row, as Flow.LogProb.
func (s *Stack) LogProb(ctx context.Context, x [][]float64) ([]float64, error) {
	d, err := s.LogProbWith(ctx, x, nil)
	if d == nil {
		return nil, err
	}
	return d.LogProb, err
}

// LogProbWith is Flow.LogProbWith; Change holds the logarithm of the determinant of the whole map to the base's points,
// norms included. Probes are as GradientWith has them.
func (s *Stack) LogProbWith(ctx context.Context, x [][]float64, r *Request) (d *Density, err error) {
	defer graph.Recover("likelihood: LogProb", &err)
	if err := s.mu.take(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if err := s.check(ctx, "data", x); err != nil {
		return nil, err
	}
	r = orZero(r)
	d, err = s.density(ctx, x, r, false)
	if d == nil || !r.Certify {
		return d, err
	}
	certificate, failed := s.certificate(ctx, d, x, r)
	if failed != nil {
		return nil, failed
	}
	d.Certificate = certificate
	return d, err
}

// density is found by each flow's own solver, or by the references of certificates.
func (s *Stack) density(ctx context.Context, x [][]float64, r *Request, reference bool) (*Density, error) {
	z := numeric.NewRows(len(x), s.dim)
	for i, row := range z {
		s.loadRows(row, x[i:i+1])
	}
	w := &passage{ctx: ctx, stack: s, request: r, way: toBase, change: make([]float64, len(x)), reference: reference}
	d := &Density{LogProb: make([]float64, len(x)), Change: w.change}
	var err error
	if d.Base, err = w.walk(z); d.Base == nil {
		return nil, err
	}
	d.Stats = w.stats
	if w.probeSquares != nil {
		d.Certificate = &Certificate{Probe: w.probeSquares}
	}
	for i, row := range d.Base {
		d.LogProb[i] = s.base.LogProb(row) + d.Change[i] - s.logStd
	}
	var failed *RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	return d, s.refuseDensities(d, failed)
}

// Sample draws n points, as Flow.Sample.
func (s *Stack) Sample(ctx context.Context, n int, seed uint64) ([][]float64, error) {
	drawn, err := s.SampleWith(ctx, n, seed, nil)
	if drawn == nil {
		return nil, err
	}
	return drawn.X, err
}

// SampleAndLogProb is Sample with the log-densities of the points, from the same solves.
func (s *Stack) SampleAndLogProb(ctx context.Context, n int, seed uint64) ([][]float64, []float64, error) {
	drawn, err := s.SampleWith(ctx, n, seed, &Request{LogProb: true})
	if drawn == nil {
		return nil, nil, err
	}
	return drawn.X, drawn.LogProb, err
}

// SampleWith is Sample with conditions, one row of them for each sample or one for all.
func (s *Stack) SampleWith(ctx context.Context, n int, seed uint64, r *Request) (drawn *Samples, err error) {
	defer graph.Recover("likelihood: Sample", &err)
	if err := s.mu.take(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	z, err := s.draw(ctx, n, seed)
	if err != nil {
		return nil, err
	}
	w := &passage{ctx: ctx, stack: s, request: orZero(r), way: toData}
	if w.request.LogProb {
		w.change = make([]float64, n)
	}
	drawn = &Samples{Base: z, LogProb: w.change}
	if drawn.X, err = w.walk(z); drawn.X == nil {
		return nil, err
	}
	drawn.Stats = w.stats
	s.restore(drawn.X)
	for i := range drawn.LogProb {
		drawn.LogProb[i] += s.base.LogProb(z[i]) - s.logStd
	}
	return drawn, refuseMoved(drawn.X, drawn.LogProb, s.noDensity, err)
}

// Forward takes points of the base to the data's space.
func (s *Stack) Forward(ctx context.Context, z [][]float64) ([][]float64, error) {
	return s.ForwardWith(ctx, z, nil)
}

// ForwardWith is Forward under conditions.
func (s *Stack) ForwardWith(ctx context.Context, z [][]float64, r *Request) (x [][]float64, err error) {
	defer graph.Recover("likelihood: Forward", &err)
	if err := s.mu.take(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if err := s.check(ctx, "base points", z); err != nil {
		return nil, err
	}
	x, err = (&passage{ctx: ctx, stack: s, request: orZero(r), way: toData}).walk(z)
	if x == nil {
		return nil, err
	}
	s.restore(x)
	return x, refuseMoved(x, nil, nil, err)
}

// Inverse takes data to points of the base.
func (s *Stack) Inverse(ctx context.Context, x [][]float64) ([][]float64, error) {
	return s.InverseWith(ctx, x, nil)
}

// InverseWith is Inverse under conditions.
func (s *Stack) InverseWith(ctx context.Context, x [][]float64, r *Request) (z [][]float64, err error) {
	defer graph.Recover("likelihood: Inverse", &err)
	if err := s.mu.take(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if err := s.check(ctx, "data", x); err != nil {
		return nil, err
	}
	z = numeric.NewRows(len(x), s.dim)
	for i, row := range z {
		s.loadRows(row, x[i:i+1])
	}
	z, err = (&passage{ctx: ctx, stack: s, request: orZero(r), way: toBase}).walk(z)
	if z == nil {
		return nil, err
	}
	return z, refuseMoved(z, nil, nil, err)
}

// loadRows writes standardised rows one after another.
func (s *Stack) loadRows(dst []float64, x [][]float64) {
	for i, row := range x {
		for c, v := range row {
			dst[i*s.dim+c] = s.standardized(c, v)
		}
	}
}
