// The size and the cost of a program.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/exec"
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// ProgramStats describes the size and the cost of a program.
type ProgramStats struct {
	Nodes       int     // values that are computed
	Kernels     int     // instructions a Run executes
	Deferred    int     // instructions a RunDeferred executes
	ArenaBytes  int     // memory of intermediate values, in bytes
	FlopsPerRow float64 // floating-point operations of Run for each row: 2 for a multiply-add, 1 for an element-wise operation
	FlopsPerRun float64 // operations of Run that do not depend on the number of rows, without those that depend on parameters alone
	SingleFlops float64 // FlopsPerRow of a run for a single row

	DeferredFlopsPerRow, DeferredFlopsPerRun float64 // operations of RunDeferred
	FinishFlops                              float64 // operations of Finish

	Factorizations, LinearSolves int // of the matrices of a row, FactorRows and SolveRows
}

// Stats returns the size and the cost of the program.
func (p *Program[T]) Stats() ProgramStats {
	if !p.made() {
		return ProgramStats{}
	}
	s := ProgramStats{Kernels: exec.CountInstructions(p.bound.Run), Deferred: exec.CountInstructions(p.bound.Deferred)}
	for _, arena := range p.bound.Memory.Arenas {
		s.ArenaBytes += len(arena) * int(exec.SizeOf[T]())
	}
	for _, v := range p.bound.Plan.Ir.Values {
		if v.IsLeaf() {
			continue
		}
		s.Nodes++
		switch v.Op.(type) {
		case ir.FactorRows:
			s.Factorizations++
		case ir.SolveRows:
			s.LinearSolves++
		}
		switch p.bound.Plan.Of(v).Phase {
		case plan.PhaseRun, plan.PhaseShared:
			s.FlopsPerRow += v.FlopsPerRow()
			s.FlopsPerRun += v.FlopsPerRun()
			s.SingleFlops += p.singleFlops(v)
		case plan.PhaseDeferred:
			s.DeferredFlopsPerRow += v.FlopsPerRow()
			s.DeferredFlopsPerRun += v.FlopsPerRun()
		case plan.PhaseFinal:
			s.FinishFlops += v.FlopsPerRun()
		}
	}
	return s
}

// singleFlops is the cost of a value in a run for one row: a program for more rows computes whole vectors.
func (p *Program[T]) singleFlops(v *ir.Value) float64 {
	if !p.bound.Plan.Ir.Single {
		return plan.LaneMultiple * v.FlopsPerRow()
	}
	return v.SingleFlops(plan.LaneMultiple)
}
