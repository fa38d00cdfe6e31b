// What a solve took.

package ode

// Stats counts the work done for a row, or for all rows together.
type Stats struct {
	// Evaluations of the right-hand side, rejected steps and starting values included.
	Evaluations int
	// Jacobians of a Rosenbrock method: ∂f/∂y of a row at the beginning of a step tried, D
	// tangents of f, with its factorisation; not among the Evaluations. An explicit method has
	// none.
	Jacobians int
	// LinearSolves with the factors of a Jacobian: one a stage of a step tried, and one more,
	// transposed, in a replay.
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
	s.Evaluations += other.Evaluations
	s.Jacobians += other.Jacobians
	s.LinearSolves += other.LinearSolves
	s.Accepted += other.Accepted
	s.Rejected += other.Rejected
	s.Flops += other.Flops
	return s
}
