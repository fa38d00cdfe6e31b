// Penalties: the right-hand sides of the terms that regularise a flow.

package equation

import (
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	G "gorgonia.org/gorgonia"
)

// Penalty is one regulariser.
type Penalty struct {
	Name   string
	Weight float64
	Kind   PenaltyKind
}

// PenaltyKind is the kind of a penalty.
type PenaltyKind int

// The kinds of penalties, as in likelihood.Penalties.
const (
	Kinetic PenaltyKind = iota
	Frobenius
	Directional
	Total
)

// AddPenalty is the right-hand side of one penalty, R×1.
func AddPenalty(r *rhs.RHS, kind PenaltyKind) *G.Node {
	switch kind {
	case Kinetic:
		return r.SquaredNorm(r.F)
	case Frobenius:
		return r.MeanOverProbes(func(_ int, pulled *G.Node) *G.Node { return r.SquaredNorm(pulled) })
	case Directional:
		return r.SquaredNorm(r.Push(r.F))
	}
	return r.SquaredNorm(r.Acceleration())
}
