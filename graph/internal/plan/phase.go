// Phases: when values are computed.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Phase says when a value is computed.
type Phase uint8

const (
	PhaseLeaf     Phase = iota // bound from outside
	PhasePrologue              // depends on parameters and constants alone: runs once for each change of the parameters
	PhaseShared                // vectors that are the same for all rows, made of vectors, in programs with row blocks: runs before the row blocks
	PhaseRun                   // by Run
	PhaseDeferred              // by RunDeferred
	PhaseFinal                 // computed from sums over many runs by Finish
)

// phases assigns the phases: values that depend on parameters alone, values that all row blocks share, values that the
// plain outputs need in Run, and the rest.
func phases(p *ir.Program) assignments {
	a := make(assignments, len(p.Values))
	constant, isShared := ir.Constants(p), sharedByRows(p)
	for i, v := range p.Values {
		switch {
		case v.IsLeaf():
			a[i].Phase = PhaseLeaf
		case v.Final:
			a[i].Phase = PhaseFinal
		case constant[v]:
			a[i].Phase = PhasePrologue
		case p.Block > 0 && isShared[v] && (v.Rows == 1 || v.Cols == 1) && a.areBefore(v.Args):
			a[i].Phase = PhaseShared
		default:
			a[i].Phase = PhaseDeferred
		}
	}
	for i, v := range p.Outputs {
		if !p.Deferred[i] {
			a.markRun(v)
		}
	}
	for _, v := range p.RunTotals() {
		a.markRun(v)
	}
	return a
}

// areBefore reports whether all values are there before the rows. A matrix that rows share is not, unless it depends on
// parameters alone.
func (a assignments) areBefore(values []*ir.Value) bool {
	return !slices.ContainsFunc(values, func(v *ir.Value) bool { return a.of(v).Phase == PhaseDeferred })
}

func (a assignments) markRun(root *ir.Value) {
	stack := []*ir.Value{root}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if a.of(v).Phase != PhaseDeferred {
			continue
		}
		a.of(v).Phase = PhaseRun
		stack = append(stack, v.Args...)
	}
}
