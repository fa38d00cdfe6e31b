// PlanOf: what is chosen for a trace, and what it costs.

package estimate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// planRows is the batch that plans are made for: two, so that per-row and fixed nodes differ in shape too.
const planRows = 2

// PlanOf builds and compiles one right-hand side of a field and counts its operations, unless ctx ends before. Where rows share their steps they share t.
func PlanOf[T graph.Float](ctx context.Context, field dynamics.Field, s *trace.Settings, shared bool) (p *trace.Plan, err error) {
	if err := Check(s); err != nil {
		return nil, err
	}
	if field == nil {
		return nil, errNoField()
	}
	s = orZero(s)
	p, probes := &trace.Plan{Exact: s.Method == trace.Exact}, 0
	if !p.Exact {
		p.Probes = ProbeCount(s)
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
	if p.Route, p.Reason, err = estimatorOf(s).route(r, s); err != nil {
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
