// The cost of running a program.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Cost is the cost of one run of a program.
type Cost struct {
	perRow, perRun          float64 // floating-point operations
	single                  float64 // perRow for a single row
	jacobians, linearSolves int     // of a row
	instructions            int
}

// Times adds n runs for one row in a pack of so many rows.
func (c *Cost) Times(n, pack int, s *ode.Stats) {
	s.Flops += float64(float64(n) * (c.perRow + c.perRun/float64(pack)))
	s.Jacobians += n * c.jacobians
	s.LinearSolves += n * c.linearSolves
}

// Run adds one run for so many rows.
func (c *Cost) Run(rows int, s *ode.Stats) { c.Times(rows, rows, s) }

// started is the cost of starting an instruction, in operations: about 50 ns, at 2·10¹¹ operations a
// second.
const started = 1 << 13

// Rows is the largest number of rows for which single runs, one for each row, take no longer than one run with so many
// lanes.
func (c *Cost) Rows(lanes int) int {
	starts := float64(c.instructions*started) + c.perRun
	return int((float64(c.perRow*float64(lanes)) + starts) / max(c.single+starts, 1))
}

// The number of operations of a step for which starting a goroutine costs little: of single rows, and of a pack, most of whose
// time goes into elements where operations are that few, ten times what operations take. A row takes ten steps or so.
const (
	worthSingle = 1 << 20
	worthPack   = 1 << 17
)

// Workers is the number of goroutines, at most n, that are worth starting for so many runs for one row each.
func (c *Cost) Workers(runs, n int) int {
	return max(1, min(n, runs, int(float64(runs)*(c.single+c.perRun)/worthSingle)))
}

// IsWorthWorker says whether a run for so many rows is worth starting a goroutine.
func (c *Cost) IsWorthWorker(rows int) bool {
	return float64(c.perRow*float64(rows))+c.perRun >= worthPack
}

// CostOf returns the cost of a run of a program, and that of its deferred outputs.
func CostOf[T graph.Float](p *graph.Program[T]) (run, deferred Cost) {
	s := p.Stats()
	run = Cost{perRow: s.FlopsPerRow, perRun: s.FlopsPerRun, single: s.SingleFlops, jacobians: s.Factorizations, linearSolves: s.LinearSolves, instructions: s.Kernels}
	return run, Cost{perRow: s.DeferredFlopsPerRow, perRun: s.DeferredFlopsPerRun}
}
