package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
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

// CostOf is the price of a run of a program and of what is deferred in it. Linear algebra is
// looked for behind the outputs.
func CostOf[T graph.Float](p *graph.Program[T], outputs []*G.Node) (run, deferred Cost) {
	s := p.Stats()
	run, deferred = Cost{perRow: s.FlopsPerRow, perRun: s.FlopsPerRun}, Cost{perRow: s.DeferredFlopsPerRow, perRun: s.DeferredFlopsPerRun}
	graph.Walk(func(n *G.Node) bool {
		run.addLinear(n.Op())
		return true
	}, outputs...)
	return run, deferred
}

// addLinear adds an operation of linear algebra, by the leading term of what it takes.
func (c *Cost) addLinear(op G.Op) {
	switch o := op.(type) {
	case graph.FactorRows:
		c.jacobians++
		c.perRow += 2. / 3 * float64(o.N) * float64(o.N) * float64(o.N)
	case graph.SolveRows:
		c.linearSolves++
		c.perRow += 2 * float64(o.N) * float64(o.N)
	}
}
