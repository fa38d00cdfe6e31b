package likelihood

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// planRows is the batch that plans are made for: two, so that per-row and fixed nodes differ in shape too.
const planRows = 2

// Trace tells how log-densities find tr ∂f/∂z, and what that costs.
func (f *Flow) Trace() (p *Plan, err error) {
	defer graph.Recover("likelihood: Trace", &err)
	return f.engine.plan(&f.set.Trace)
}

// GradientTrace tells the same of Gradient.
func (f *Flow) GradientTrace() (p *Plan, err error) {
	defer graph.Recover("likelihood: GradientTrace", &err)
	return f.engine.plan(f.set.GradientTrace)
}

// plan builds and compiles one right-hand side and counts its operations.
func (e *engineOf[T]) plan(t *TraceSettings) (*Plan, error) {
	s := e.flow.set
	a := &flowSystem{field: e.flow.field, dim: s.dim, cond: s.cond, trace: t}
	b := graph.NewBuilder[T](planRows)
	r, inputs := a.standalone(b, s.Solver.Stepping)
	if err := r.addField(); err != nil {
		return nil, err
	}
	p := &Plan{Route: RouteProbes, Probes: t.probes(), Reason: "asked for", LayersKnown: r.chain != nil}
	if t.Method == HutchPP {
		p.Route = RouteSketch
	}
	if t.Method == Exact {
		p.Exact, p.Probes = true, 0
		var err error
		if p.Route, p.Reason, err = r.route(); err != nil {
			return nil, err
		}
	}
	tr, err := r.addTrace()
	if err != nil {
		return nil, err
	}
	if p.FieldFlops, _, err = flops[T](b, inputs, r.f); err != nil {
		return nil, err
	}
	both, shared, err := flops[T](b, inputs, r.f, tr)
	p.TraceFlops, p.PackFlops = both-p.FieldFlops, shared
	return p, err
}

// standalone gives a right-hand side inputs of its own.
func (a *flowSystem) standalone(b *graph.Builder, control integrate.Stepping) (*rightSide, []*G.Node) {
	r := a.rightSide(b, nil, b.Input("z", a.dim))
	if control == integrate.Shared {
		r.t = b.Shared("t", 1, 1)
	} else {
		r.t = b.Input("t", 1)
	}
	inputs := []*G.Node{r.t, r.z}
	if a.cond > 0 {
		r.c = b.Input("condition", a.cond)
		inputs = append(inputs, r.c)
	}
	if a.needsProbes() {
		all := b.Input("probes", a.probeWidth())
		r.splitProbes(all)
		inputs = append(inputs, all)
	}
	return r, inputs
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
