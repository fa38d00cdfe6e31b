// Package integrate solves initial-value problems whose right-hand side is a
// Gorgonia graph, and differentiates the solution.
//
// A System says how to add f(t, y) to a graph, for a state that consists of blocks of columns (position, log-density,
// cotangent, …). One Runge–Kutta step of it becomes one graph, compiled once:
//
//	Y_i = y + h Σ_j a_ij k_j,   k_i = f(t + c_i h, Y_i),
//	y₁  = y + h Σ_i b_i k_i,    e = h Σ_i (b_i − b̂_i) k_i.
//
// The adaptive loop around it is plain Go. By default every row of a batch is an initial-value problem of its own, with
// its own time, step size and status. The result of a row is the same to the bit alone, in any batch, in any order and
// with any number of workers.
//
// Gradients are found by two methods. Replay goes backwards along the recorded steps and gives the exact gradient of
// what was computed; Backsolve solves the adjoint equations with memory that does not grow with the number of steps.
//
// # Which tool for what
//
//   - The solution at the end, at given times or at any time: Solver.Solve with Problem.SaveAt, at times of each row's
//     own with RowSaveAt, or Problem.Dense. Many solves of batches of one size: SolveInto.
//   - The gradient of a loss of the solution at T1: Solver.Gradient. Of a loss of the solution at output times:
//     GradientOfTrajectory. Of a loss of when and where events stop rows: GradientAtEvent.
//   - A right-hand side with kinks or jumps at known times: Problem.TStops and Problem.JumpTimes; at unknown times: an
//     Event of System.Events, which is recorded, changes the state or ends the row. GradientOfTrajectory and
//     GradientAtEvent differentiate through all of them.
//   - A stiff system: Rodas5P, Rodas4. An explicit method that runs out of steps says
//     so (StiffnessError).
//   - A neural ODE inside a Gorgonia model: layer.Layer. It has adaptive steps, first derivatives and events, and keeps
//     one state a step. layer.Unroll, or UnrollField for a field of package dynamics, has fixed steps and derivatives
//     of any order; its graph grows with the number of steps.
//   - Another Runge–Kutta method: a Tableau, whose order Validate checks. Package problems measures its cost for a
//     given error.
//
// # Glossary
//
//   - Row: one initial-value problem of a batch. Block: some columns of the state. Quadrature: a
//     block that no right-hand side reads.
//   - Lane: the position of a row in a compiled program, which works on Settings.Lanes rows at
//     once. Pack: the rows in the lanes of one program.
//   - Row block: the Settings.BlockRows rows whose gradient is one unit of work.
//   - Accept, reject: what error control does with a step that was tried.
//   - Output time (SaveAt, RowSaveAt): a time at which the solution is wanted. Tstop: a time on which a step must end.
//     Time event: a jump at a known time. State event: a change of sign of a function of the state.
//   - Cotangent: the derivative of the loss with respect to a number of the computation, written with a bar. Pullback:
//     the program that takes the cotangents of results to those of arguments.
//   - Tape: the recorded steps of some rows. Checkpoint: a recorded step whose state is kept.
//     Recomputation: taking steps once more from a checkpoint.
//   - Replay: going back over a tape with the pullback of a step. Tests compare it with the pullback of one graph of
//     all steps. Backsolve: the adjoint equations, solved from the end.
//   - Segment: the part of a row between two boundaries. Boundary: a tstop, a
//     state event that ends or changes the row, or, for gradients by Backsolve, an output time.
package integrate
