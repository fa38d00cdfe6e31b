// What a run of a program takes.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Cost is what a run of a program takes.
type Cost struct {
	perRow, perRun          float64 // floating-point operations
	single                  float64 // what perRow takes for a row alone
	jacobians, linearSolves int     // of a row
	instructions            int
}

// Times adds n runs for one row of a pack.
func (c *Cost) Times(n, pack int, s *ode.Stats) {
	s.Flops += float64(n) * (c.perRow + c.perRun/float64(pack))
	s.Jacobians += n * c.jacobians
	s.LinearSolves += n * c.linearSolves
}

// Run adds one run for a number of rows.
func (c *Cost) Run(rows int, s *ode.Stats) { c.Times(rows, rows, s) }

// started is what it takes to start an instruction, in operations: some 50 ns, as long as two hundred thousand million of them a second take.
const started = 1 << 13

// Rows is for how many rows it takes no longer to run the program for one after another than to run one for so many lanes.
func (c *Cost) Rows(lanes int) int {
	starts := float64(c.instructions*started) + c.perRun
	return int((c.perRow*float64(lanes) + starts) / max(c.single+starts, 1))
}

// worthWorker is the number of operations of a step, among ten or so that a row takes, beside which the start of a goroutine is little.
const worthWorker = 1 << 20

// Workers is the number of goroutines, at most n, that are worth being started for so many runs for one row.
func (c *Cost) Workers(runs, n int) int {
	return max(1, min(n, runs, int(float64(runs)*(c.single+c.perRun)/worthWorker)))
}

// CostOf is the cost of a run of a program and of what is deferred in it.
func CostOf[T graph.Float](p *graph.Program[T]) (run, deferred Cost) {
	s := p.Stats()
	run = Cost{perRow: s.FlopsPerRow, perRun: s.FlopsPerRun, single: s.SingleFlops, jacobians: s.Factorizations, linearSolves: s.LinearSolves, instructions: s.Kernels}
	return run, Cost{perRow: s.DeferredFlopsPerRow, perRun: s.DeferredFlopsPerRun}
}
