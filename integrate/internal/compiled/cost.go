// What a run of a program takes.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Cost is what a run of a program takes.
type Cost struct {
	perRow, perRun          float64 // floating-point operations
	jacobians, linearSolves int     // of a row
}

// Times adds n runs for one row of a pack.
func (c *Cost) Times(n, pack int, s *ode.Stats) {
	s.Flops += float64(n) * (c.perRow + c.perRun/float64(pack))
	s.Jacobians += n * c.jacobians
	s.LinearSolves += n * c.linearSolves
}

// Run adds one run for a number of rows.
func (c *Cost) Run(rows int, s *ode.Stats) { c.Times(rows, rows, s) }

// CostOf is the cost of a run of a program and of what is deferred in it.
func CostOf[T graph.Float](p *graph.Program[T]) (run, deferred Cost) {
	s := p.Stats()
	run = Cost{perRow: s.FlopsPerRow, perRun: s.FlopsPerRun, jacobians: s.Factorizations, linearSolves: s.LinearSolves}
	return run, Cost{perRow: s.DeferredFlopsPerRow, perRun: s.DeferredFlopsPerRun}
}
