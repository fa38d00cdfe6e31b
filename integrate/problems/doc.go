// Package problems holds initial-value problems with known answers, for tests of methods and for users who want to try
// a method.
//
// A Problem is data: the equation (as a Go function and as a graph), the interval, the initial value, and the state at
// T1 to all the digits of a float64; also the exact solution and the invariants, where they are known.
//
//	p := problems.Find("E2")
//	solver, err := integrate.NewSolver[float64](p.System(), &integrate.Settings{RTol: 1e-8, ATol: 1e-8})
//	solution, err := solver.Solve(ctx, problems.Pose[float64](p, 1))
//	fmt.Println(p.Error(solution.Y[0]))
//
// The 25 problems A1 … E5 are DETEST: Hull, Enright, Fellen, Sedgwick, Comparing Numerical
// Methods for Ordinary Differential Equations, SIAM J. Numer. Anal. 9 (1972) 603–637.
//
// The tests repeat published runs of Hairer and Wanner's dopri5.f and dop853.f (Solving ODEs I,
// Appendix; their output as quoted in the examples of the R package deSolve and in the tests of
// github.com/cpmech/russell) with the settings given there: evaluations and steps agree to 3 %,
// dop853's 1348 accepted and 121 rejected steps for van der Pol's equation exactly, and the
// printed values to a tenth of their own error.
package problems
