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
package integrate
