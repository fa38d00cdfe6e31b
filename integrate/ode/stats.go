// The work of a solve.

package ode

// Stats counts the work done for a row, or for all rows together.
type Stats struct {
	// Evaluations counts evaluations of the right-hand side, those of rejected steps and of starting values included.
	Evaluations int
	// Jacobians counts, for a Rosenbrock method, Jacobians ∂f/∂y of a row at the beginning of a step tried, with their
	// factorisations. A Jacobian takes D tangents of f, which Evaluations does not count. An explicit method has none.
	Jacobians int
	// LinearSolves counts linear solves with a factorised Jacobian: one a stage of a step tried, and one more,
	// transposed, in a replay.
	LinearSolves int
	// Accepted and Rejected count steps.
	Accepted, Rejected int
	// Flops are the floating-point operations of the compiled steps (graph.ProgramStats): 2 for a multiply-add, 1 for
	// an element-wise operation of whatever kind, ⅔D³ for a factorisation and 2D² for a linear solve. Operations that
	// rows share are divided among the rows.
	Flops float64
}

// Plus returns the sum of two statistics.
func (s Stats) Plus(other Stats) Stats {
	s.Evaluations += other.Evaluations
	s.Jacobians += other.Jacobians
	s.LinearSolves += other.LinearSolves
	s.Accepted += other.Accepted
	s.Rejected += other.Rejected
	s.Flops += other.Flops
	return s
}
