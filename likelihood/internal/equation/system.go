// Package equation holds the differential equation of a flow (z, Δl and the penalties), and its solvers.
package equation

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// System is the system that a flow solves: z with dz/dt = f, Δl with dΔl/dt = tr ∂f/∂z, and the penalties' integrals.
// Δl and the penalties are quadratures: nothing reads them, so they are summed outside the graph, in float64. The
// penalties are outside error control, since regularisation must not choose the steps (in FFJORD's code it does).
//
// The error norm sums the errors of z and Δl instead of averaging them: the error of log p0(z) + Δl is that of Δl plus
// Σ ∂ᵢlog p0·eᵢ. With a mean, the error at one tolerance grows from 1e-5 to 9e-4 nats between 1 and 500 columns. With
// separate norms of Δl and z it still grows to 2.5e-4, since z's part is the larger. With a sum it does not grow, and
// equal errors take no more evaluations.
type System struct {
	Field       dynamics.Field
	Dim, Cond   int
	Trace       *trace.Settings // nil: z alone
	FreeDensity bool
	Penalties   []Penalty
	Series      rhs.Series // of the output's gate; the zero Series unless the system's solver finds one
}

// NeedsProbes says whether ε is among the constant inputs.
func (a *System) NeedsProbes() bool {
	if a.Trace != nil && !estimate.IsExact(a.Trace) {
		return true
	}
	for _, p := range a.Penalties {
		if p.Kind == Frobenius {
			return true
		}
	}
	return false
}

// ProbeWidth is k·D: the probes of a row, one after another.
func (a *System) ProbeWidth() int { return estimate.ProbeCount(a.Trace) * a.Dim }

// Blocks is the number of the system's blocks.
func (a *System) Blocks() int {
	if a.Trace == nil {
		return 1
	}
	return 2 + len(a.Penalties)
}

// ODE is the system as integrate solves it.
func (a *System) ODE() *ode.System {
	s := &ode.System{Params: a.Field.Params(), Build: a.build, SumErrors: a.Trace != nil && !a.FreeDensity}
	s.Blocks = append(s.Blocks, ode.Block{Name: "z", Width: a.Dim})
	if a.Trace != nil {
		s.Blocks = append(s.Blocks, ode.Block{Name: "logdet", Width: 1, Quadrature: true, Uncontrolled: a.FreeDensity})
	}
	for _, p := range a.Penalties {
		s.Blocks = append(s.Blocks, ode.Block{Name: p.Name, Width: 1, Quadrature: true, Uncontrolled: true})
	}
	if a.Cond > 0 {
		s.Args = append(s.Args, ode.Block{Name: "condition", Width: a.Cond})
	}
	if a.NeedsProbes() {
		s.Args = append(s.Args, ode.Block{Name: "probes", Width: a.ProbeWidth()})
	}
	return s
}

// build adds the right-hand side of every block.
func (a *System) build(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	r := rhs.New(a.Field, b, t, y[0], args)
	r.Series = a.Series
	if err := r.AddField(a.Trace != nil); err != nil {
		return nil, err
	}
	derivatives := []*G.Node{r.F}
	if a.Trace != nil {
		tr, err := estimate.Add(r, a.Trace)
		if err != nil {
			return nil, err
		}
		derivatives = append(derivatives, tr)
	}
	for _, p := range a.Penalties {
		derivatives = append(derivatives, AddPenalty(r, p.Kind))
	}
	return derivatives, errors.Wrap(b.Err(), "building the flow's right-hand side")
}
