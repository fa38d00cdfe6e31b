// PlanOf: the chosen trace and its cost.

package estimate

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// planRows is the batch size of plans: two, so that per-row and fixed nodes have different shapes.
const planRows = 2

// PlanOf builds and compiles one right-hand side of a field and counts its operations, unless ctx ends before. If shared is
// set, rows have one t. The series is that of a Gate, or the zero Series. AddGradient adds the cost of a gradient.
func PlanOf[T graph.Float](ctx context.Context, field dynamics.Field, s *trace.Settings, shared bool, series rhs.Series) (p *trace.Plan, err error) {
	err = assemble[T](ctx, field, s, shared, series, func(r *rhs.RHS, inputs []*G.Node) error {
		p, err = planOf[T](r, inputs, defaults.OrZero(s))
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func planOf[T graph.Float](r *rhs.RHS, inputs []*G.Node, s *trace.Settings) (p *trace.Plan, err error) {
	p = &trace.Plan{Exact: IsExact(s), Probes: len(r.Probes), LayersKnown: r.Factors != nil}
	if p.Method, p.Reason, err = estimatorOf(s).method(r, s); err != nil {
		return nil, err
	}
	tr, err := Add(r, s)
	if err != nil {
		return nil, err
	}
	if p.FieldFlops, _, err = flops[T](r.B, inputs, r.F); err != nil {
		return nil, err
	}
	if p.Method == trace.ClosedForm {
		p.Terms, p.TermsError = r.Series.Terms, r.Series.Error
	}
	both, onceForAll, err := flops[T](r.B, inputs, r.F, tr)
	p.TraceFlops, p.PackFlops = both-p.FieldFlops, onceForAll
	return p, err
}

// AddGradient adds the cost of a gradient to a plan: the operations of a row in the backward pass, for f, its trace,
// and the product of a cotangent with their derivatives with respect to z, t, the condition and θ.
func AddGradient[T graph.Float](ctx context.Context, p *trace.Plan, field dynamics.Field, s *trace.Settings, shared bool, series rhs.Series) error {
	return assemble[T](ctx, field, s, shared, series, func(r *rhs.RHS, inputs []*G.Node) (err error) {
		tr, err := Add(r, defaults.OrZero(s))
		if err != nil {
			return err
		}
		cotangents := []*G.Node{r.B.Input("cotangent of f", field.Dim()), r.B.Input("cotangent of the trace", 1)}
		wrt := []*G.Node{r.T, r.Z}
		if r.C != nil {
			wrt = append(wrt, r.C)
		}
		for _, q := range field.Params().List() {
			wrt = append(wrt, r.B.Param(q))
		}
		pulled := r.B.VJP([]*G.Node{r.F, tr}, cotangents, wrt)
		pulled = slices.DeleteFunc(pulled, func(n *G.Node) bool { return n == nil })
		if r.B.Err() != nil || len(pulled) == 0 {
			return r.B.Err()
		}
		p.GradientFlops, _, err = flops[T](r.B, append(inputs, cotangents...), pulled...)
		return err
	})
}

// assemble builds the field and passes it on with its inputs.
func assemble[T graph.Float](ctx context.Context, field dynamics.Field, s *trace.Settings, shared bool, series rhs.Series, use func(r *rhs.RHS, inputs []*G.Node) error) (err error) {
	if err := Check(s); err != nil {
		return err
	}
	if field == nil {
		return errNoField()
	}
	probes := 0
	if s = defaults.OrZero(s); !IsExact(s) {
		probes = ProbeCount(s)
	}
	b := graph.NewBuilder[T](planRows).Within(ctx)
	defer func() {
		if first := b.Err(); first != nil { // use may have panicked on nil nodes as a consequence
			err = errors.Wrap(first, "the plan of a trace")
		}
	}()
	defer graph.Recover("likelihood: the plan of a trace", &err)
	r, inputs := rhs.Standalone(field, b, probes, shared)
	r.Series = series
	if err := r.AddField(true); err != nil {
		return err
	}
	return use(r, inputs)
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
