// Copies of systems and of what settings lead to: solvers are compiled when they are needed, and a caller may change both by then.

package defaults

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Own returns a copy of what a pointer leads to, nil for nil.
func Own[S any](s *S) *S {
	if s == nil {
		return nil
	}
	own := *s
	return &own
}

// OwnSystem returns a copy with lists of its own.
func OwnSystem(s *ode.System) *ode.System {
	own := *s
	own.Blocks, own.Args, own.Events = slices.Clone(s.Blocks), slices.Clone(s.Args), slices.Clone(s.Events)
	return &own
}

// OwnTableau returns a copy that shares no numbers with the tableau, nil for nil.
func OwnTableau(t *tableau.Tableau) *tableau.Tableau {
	if t == nil {
		return nil
	}
	own := Own(t)
	own.A, own.B, own.C = rows(t.A), slices.Clone(t.B), slices.Clone(t.C)
	own.BQuadrature, own.BErr, own.BErrLow = slices.Clone(t.BQuadrature), slices.Clone(t.BErr), slices.Clone(t.BErrLow)
	if own.Rosenbrock = Own(t.Rosenbrock); own.Rosenbrock != nil {
		r := own.Rosenbrock
		r.Coupling, r.TimeWeights, r.Dense = rows(r.Coupling), slices.Clone(r.TimeWeights), rows(r.Dense)
	}
	if own.Dense = Own(t.Dense); own.Dense != nil {
		d := own.Dense
		d.A, d.C, d.Weights = rows(d.A), slices.Clone(d.C), rows(d.Weights)
	}
	return own
}

// rows returns a copy of rows of numbers.
func rows(m [][]float64) [][]float64 {
	own := slices.Clone(m)
	for i, row := range own {
		own[i] = slices.Clone(row)
	}
	return own
}
