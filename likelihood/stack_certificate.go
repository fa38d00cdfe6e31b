package likelihood

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"gorgonia.org/tensor"
)

// certificate compares a stack's log-densities with those of one pass through the references of all flows, so that what
// one flow's error does to the next is in it; see Certificate. The probes of the flows are independent: their variances add.
func (s *Stack) certificate(ctx context.Context, d *Density, x [][]float64, r *Request) (*Certificate, error) {
	reference, err := s.density(ctx, x, r, true)
	if reference == nil {
		return nil, err
	}
	c := &Certificate{Solver: make([]float64, len(x)), Stats: reference.Stats}
	for i := range x {
		c.Solver[i] = s.bound(d, reference, i, s.spacing())
	}
	if reference.Certificate == nil {
		return c, nil
	}
	c.Probe = reference.Certificate.Probe
	for i, v := range c.Probe {
		c.Probe[i] = math.Sqrt(v)
	}
	return c, nil
}

// MeanLogProb is Flow.MeanLogProb for the whole stack.
func (s *Stack) MeanLogProb(ctx context.Context, x [][]float64, r *Request) (*Mean, error) {
	return meanLogProb(ctx, s, x, r)
}

// spacing is that of the coarsest number type among the flows.
func (s *Stack) spacing() float64 {
	for _, f := range s.flows {
		if f.field.Params().Dtype() == tensor.Float32 {
			return spacingOf[float32]()
		}
	}
	return spacingOf[float64]()
}

func (e *engineOf[T]) transportReference(ctx context.Context, x [][]float64, r *Request, change []float64) ([][]float64, ode.Stats, error) {
	return e.transportBy(ctx, e.referenceSolver(), toBase, x, r, change)
}

func (e *engineOf[T]) probeErrors(ctx context.Context, x [][]float64, r *Request) ([]float64, ode.Stats, error) {
	c := &Certificate{}
	if e.density.trace.IsExact() {
		return nil, c.Stats, nil
	}
	err := e.addProbeErrors(ctx, c, x, r)
	return c.Probe, c.Stats, err
}
