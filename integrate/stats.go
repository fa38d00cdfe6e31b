package integrate

import (
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Stats counts the work done for a row, or for all rows together.
type Stats struct {
	// Evaluations of the right-hand side, rejected steps and starting values included.
	Evaluations int
	// Jacobians of a Rosenbrock method: ∂f/∂y of a row at the beginning of a step tried, D
	// tangents of f, with its factorisation; not among the Evaluations. An explicit method has
	// none.
	Jacobians int
	// LinearSolves with the factors of a Jacobian: one a stage of a step tried, and one more,
	// transposed, on the way back.
	LinearSolves int
	// Accepted and Rejected steps.
	Accepted, Rejected int
	// Flops are the floating-point operations of the compiled steps (graph.ProgramStats):
	// 2 for a multiply-add, 1 for an element-wise operation of whatever kind, ⅔D³ for a
	// factorisation and 2D² for a linear solve. What rows share is divided among them.
	Flops float64
}

// Plus is the work of both.
func (s Stats) Plus(other Stats) Stats {
	s.add(other)
	return s
}

func (s *Stats) add(other Stats) {
	s.Evaluations += other.Evaluations
	s.Jacobians += other.Jacobians
	s.LinearSolves += other.LinearSolves
	s.Accepted += other.Accepted
	s.Rejected += other.Rejected
	s.Flops += other.Flops
}

// price is what a run of a program takes.
type price struct {
	perRow, perRun          float64 // floating-point operations
	jacobians, linearSolves int     // of a row
}

// times adds n runs for one row of a pack.
func (c *price) times(n, pack int, s *Stats) {
	s.Flops += float64(n) * (c.perRow + c.perRun/float64(pack))
	s.Jacobians += n * c.jacobians
	s.LinearSolves += n * c.linearSolves
}

// run adds one run for a number of rows.
func (c *price) run(rows int, s *Stats) { c.times(rows, rows, s) }

// priceOf is the price of a run of a program and of what is deferred in it. Linear algebra is
// looked for behind the outputs.
func priceOf[T graph.Float](p *graph.Program[T], outputs []*G.Node) (run, deferred price) {
	s := p.Stats()
	run, deferred = price{perRow: s.FlopsPerRow, perRun: s.FlopsPerRun}, price{perRow: s.DeferredFlopsPerRow, perRun: s.DeferredFlopsPerRun}
	graph.Below(func(n *G.Node) bool {
		run.addLinear(n.Op())
		return true
	}, outputs...)
	return run, deferred
}

// addLinear adds an operation of linear algebra, by the leading term of what it takes.
func (c *price) addLinear(op G.Op) {
	switch o := op.(type) {
	case graph.FactorRows:
		c.jacobians++
		c.perRow += 2. / 3 * float64(o.N) * float64(o.N) * float64(o.N)
	case graph.SolveRows:
		c.linearSolves++
		c.perRow += 2 * float64(o.N) * float64(o.N)
	}
}
