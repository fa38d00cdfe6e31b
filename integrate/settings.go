// The settings of a Solver.

package integrate

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Settings of a Solver, with a field for each thing that can be set. A nil *Settings and every zero
// value mean a default.
type Settings struct {
	// Tableau is the method; nil means Tsit5. Over flows of twelve kinds (BENCHMARKS.md)
	// Dopri5 needs as many evaluations for an equal error, methods of order three and eight more.
	Tableau *tableau.Tableau
	// RTol and ATol bound the error of a step by ATol + RTol·|y| for each number of
	// the controlled blocks; 0 means 1e-5. RTol must be at least ten times the
	// relative rounding error of the number type.
	RTol, ATol float64
	// Shared gives each pack of Lanes rows one step size. The right-hand side gets t as 1×1. The
	// error norm averages over the pack, so hard rows are resolved less than the tolerance says,
	// and the others more. Take it where the rows are alike, where what depends on t alone is a
	// large part of f (it is then computed once for the pack instead of once a row), for a
	// right-hand side that cannot take t as a column, or to compare with solvers that know nothing
	// else.
	//
	// Without it every row has its own time, step size and status. A hard row costs the others
	// nothing, every row meets the tolerance, and a row's result does not depend on the batch it is
	// in. The right-hand side gets t as a column. On the trained 8gaussians flow of
	// likelihood/testdata (512 rows, float64, tolerance 1e-5) that takes 36 evaluations a row with a
	// largest error of the log-density of 3.6e-5; one step size for 64 rows 55 and 1.3e-4, for 512
	// rows 56 and 3.4e-4, with mean errors that are a little smaller (BenchmarkControl there).
	Shared bool `json:"-"`
	// Controller changes the step size; nil means ControlI. Settings with a StepController of one's
	// own cannot be written as JSON.
	Controller StepController
	// MaxNorm compares the largest of the scaled errors of a row (with Shared, of a pack) with 1,
	// instead of the root of their mean square, or of the sum where ode.System.SumErrors is set.
	MaxNorm bool `json:"-"`
	// NormFunc, if not nil, is used instead: it gets the scaled errors of a row
	// (with Shared, row after row of the pack), those of the controlled blocks in
	// order, and returns a number that must be at most 1 for the step to be accepted. It is
	// called by several goroutines and must not keep its argument. The first step is still
	// chosen with the root of the mean square.
	NormFunc func(scaled []float64) float64 `json:"-"`
	// AcceptAtMinStep takes a step that is as small as it may be, whatever its error, as long as it
	// is finite: for right-hand sides with kinks or jumps at unknown times. Give MinStep with it.
	// Without it such a row ends with status StepTooSmall.
	AcceptAtMinStep bool `json:"-"`
	// Recorder, if not nil, is told of every step, those of Backsolve's adjoint equations included.
	// A solver calls it under a lock, so it need not be safe for several goroutines, but rows of
	// different workers come in any order; those of one row come in order. It must not keep the
	// solver waiting for itself.
	Recorder func(Record) `json:"-"`
	// MaxSteps bounds accepted and rejected steps of a row; 0 means 10000, and 1<<31 is the most.
	MaxSteps int
	// FirstStep is the size of the first step tried; 0 chooses it from two
	// evaluations (Hairer, Nørsett, Wanner, Solving ODEs I, II.4), for an error of the
	// tolerance where they have a hundredth of it.
	FirstStep float64
	// MinStep is the least step size, but for the last step; 0 means sixteen times the
	// relative spacing of numbers of the state's type times the length of the interval, or of
	// float64, in which time is counted, at its larger end, and never more than MaxStep.
	MinStep float64
	// MaxStep is the largest step size; 0 means the whole interval.
	MaxStep float64
	// Steps, if positive, asks for that many equal steps without error control, 1<<20 at most.
	Steps int
	// StepSize, if positive, asks for steps of that size without error control; the
	// last one is shorter where the size does not divide the interval. A tableau
	// without an error estimate needs Steps or StepSize.
	StepSize float64
	// Lanes is the number of rows a compiled step works on at once; 0 means 64.
	Lanes int
	// BlockRows is the number of rows that are one unit of work of a gradient; 0 means a
	// quarter of the batch, but at least Lanes and at most 4·Lanes: large row blocks keep the
	// lanes filled, small ones keep the workers busy. The gradient with respect to the
	// parameters is summed row block by row block, by eights and then by a binary tree, so it depends on
	// BlockRows (to rounding) but not on Workers.
	BlockRows int
	// Workers bounds the goroutines of a solve; 0 means GOMAXPROCS.
	Workers int
}
