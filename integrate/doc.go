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
// Gradients come by two methods, from the same parts. Replay goes backwards along
// the recorded steps and gives the exact gradient of what was computed;
// Backsolve solves the adjoint equations with memory that does not grow with the
// number of steps.
//
// # Which tool for what
//
//   - The solution at the end, at given times or at any time: Solver.Solve with
//     Problem.SaveAt, at times of each row's own with RowSaveAt, or Problem.Dense. Many times
//     the same size of batch: SolveInto.
//   - A loss of the end: Solver.Gradient. Of the trajectory: GradientOfTrajectory. Of when and
//     where rows stop: GradientAtEvent.
//   - A right-hand side with kinks or jumps at known times: Problem.TStops and
//     Problem.JumpTimes; at unknown ones: an Event of System.Events, which may be seen,
//     change the state or end the row. Gradients of the last two go through all of
//     them.
//   - A stiff system: Rodas5P, Rodas4. An explicit method that runs out of steps says
//     so (StiffnessError).
//   - A neural ODE inside one's own Gorgonia model: layer.Layer, adaptive, with first
//     derivatives and the memory of one state a step; it takes events too. Unroll, or
//     UnrollField for a field of package dynamics, where fixed steps will do or
//     derivatives of higher order are wanted; the graph grows with the steps.
//   - A method of one's own: a Tableau, checked by Validate up to its order. Whether it
//     pays: package problems.
//
// # Glossary
//
//   - Row: one initial-value problem of a batch. Block: some columns of the state. Quadrature: a
//     block that no right-hand side reads.
//   - Lane: the position of a row in a compiled program, which works on Settings.Lanes rows at
//     once. Pack: the rows in the lanes of one program.
//   - Row block: the BlockRows rows that are one unit of work of a gradient.
//   - Accept, reject: what error control does with a step that was tried.
//   - Output time (SaveAt, RowSaveAt): a time at which the solution is wanted. Tstop: a time on which a step
//     must end. Time event: a jump at a known time. State event: a change of sign of a function.
//   - Cotangent: the derivative of the loss by a number of the computation, written with a bar.
//     Pullback: the program that takes the cotangents of results to those of arguments.
//   - Tape: the recorded steps of some rows. Checkpoint: a recorded step whose state is kept.
//     Recomputation: taking steps once more from a checkpoint.
//   - Replay: going back over a tape with the pullback of a step. Its reference, in tests: the pullback of all
//     steps as one graph. Backsolve: the adjoint equations, solved from the end.
//   - Segment: the part of a row between two boundaries. Boundary: a tstop, an output time or a
//     state event that ends or changes the row.
package integrate
