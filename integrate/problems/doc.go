// Package problems holds initial-value problems with known answers, for tests of methods and
// for users who want to see how one does before they trust it.
//
// A Problem is data: the equation twice (as a Go function and as a graph), the interval, the
// initial value, and the state at the end to all the digits of a float64. Where an exact
// solution or an invariant is known it is there too.
//
//	p := problems.Find("E2")
//	solver, err := integrate.NewSolver[float64](p.System(), &integrate.Settings{RTol: 1e-8, ATol: 1e-8})
//	solution, err := solver.Solve(ctx, problems.Pose[float64](p, 1))
//	fmt.Println(p.Error(solution.Y[0]))
//
// The 25 problems A1 … E5 are DETEST: Hull, Enright, Fellen, Sedgwick, Comparing Numerical
// Methods for Ordinary Differential Equations, SIAM J. Numer. Anal. 9 (1972) 603–637.
package problems
