// Package integrate solves initial-value problems whose right-hand side is a
// Gorgonia graph, and differentiates the solution.
//
// A System says how to add f(t, y) to a graph, for a state cut into blocks
// (position, log-density, cotangent, …). One Runge–Kutta step of it becomes one
// graph, compiled once:
//
//	Y_i = y + h Σ_j a_ij k_j,   k_i = f(t + c_i h, Y_i),
//	y₁  = y + h Σ_i b_i k_i,    e = h Σ_i (b_i − b̂_i) k_i.
//
// The adaptive loop around it is plain Go. By default every row of a batch is an
// initial-value problem of its own: it has its own time, step size and status,
// and its result is the same to the bit alone, in any batch, in any order and
// with any number of workers.
//
// Gradients come in two ways, from the same parts. Replay goes backwards along
// the recorded steps and gives the exact gradient of what was computed;
// Backsolve solves the adjoint equations with memory that does not grow with the
// number of steps.
//
// # Which tool for what
//
//   - The solution at the end, on the way or anywhere: Solver.Solve with
//     Problem.Times or Problem.Dense. Many times the same size of batch: SolveInto.
//   - A loss of the end: Solver.Gradient. Of the way: GradientOfTrajectory. Of when and
//     where rows stop: GradientAtEvent.
//   - A right-hand side with kinks or jumps at known times: Problem.Stops and
//     Problem.Jumps; at unknown ones: an Event of System.Events, which may be seen,
//     change the state or end the row. Gradients of the last two go through all of
//     them.
//   - A stiff system: Rodas5P, Rodas4. An explicit method that runs out of steps says
//     so (StiffnessError).
//   - A neural ODE inside one's own Gorgonia model: Layer, adaptive, with first
//     derivatives and the memory of one state a step; it takes events too. Unroll, or
//     UnrollField for a field of package dynamics, where fixed steps will do or
//     derivatives of higher order are wanted; the graph grows with the steps.
//   - A method of one's own: a Tableau, checked by Validate up to its order. Whether it
//     pays: package problems.
package integrate
