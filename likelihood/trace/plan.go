// Plan: what was chosen for a trace, and what it costs.

package trace

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Plan is what was chosen for a trace, and what it costs.
type Plan struct {
	Route       Route
	Exact       bool
	Probes      int     // k of RouteProbes and RouteSketch, otherwise 0
	FieldFlops  float64 // floating point operations of f for one row
	TraceFlops  float64 // those that the trace adds
	PackFlops   float64 // those of both that are done once for all rows of a pack (integrate.Settings.Lanes)
	Reason      string  // why this route
	LayersKnown bool    // the field told its layers (dynamics.Layered)
}

// planRows is the batch that plans are made for: two, so that per-row and fixed nodes differ in shape too.
const planRows = 2

// PlanOf builds and compiles one right-hand side of a field and counts its operations, unless ctx ends before. Where rows share their steps they share t.
func PlanOf[T graph.Float](ctx context.Context, field dynamics.Field, s *Settings, shared bool) (p *Plan, err error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if field == nil {
		return nil, errNoField()
	}
	s = s.orZero()
	p, probes := &Plan{Exact: s.Method == Exact}, 0
	if !p.Exact {
		p.Probes = s.ProbeCount()
		probes = p.Probes
	}
	b := graph.NewBuilder[T](planRows).Within(ctx)
	defer func() {
		if first := b.Err(); first != nil { // of which a panic may come, for want of nodes
			p, err = nil, errors.Wrap(first, "the plan of a trace")
		}
	}()
	defer graph.Recover("likelihood: the plan of a trace", &err)
	r, inputs := rhs.Standalone(field, b, probes, shared)
	if err := r.AddField(true); err != nil {
		return nil, err
	}
	p.LayersKnown = r.Factors != nil
	if p.Route, p.Reason, err = s.estimator().route(r, s); err != nil {
		return nil, err
	}
	tr, err := Add(r, s)
	if err != nil {
		return nil, err
	}
	if p.FieldFlops, _, err = flops[T](b, inputs, r.F); err != nil {
		return nil, err
	}
	both, onceForAll, err := flops[T](b, inputs, r.F, tr)
	p.TraceFlops, p.PackFlops = both-p.FieldFlops, onceForAll
	return p, err
}

// flops counts the operations of a row, and those that rows share.
func flops[T graph.Float](b *graph.Builder, inputs []*G.Node, outputs ...*G.Node) (perRow, shared float64, err error) {
	p, err := graph.Compile[T](inputs, outputs, &graph.CompileSettings{Builder: b})
	if err != nil {
		return 0, 0, errors.Wrap(err, "compiling the flow's right-hand side")
	}
	stats := p.Stats()
	return stats.FlopsPerRow, stats.FlopsPerRun, nil
}
