// The settings of a Solver.

package integrate

import "github.com/gorgoflow/gorgoflow/integrate/tableau"

// Settings are the settings of a Solver, with a field for each. A nil *Settings and every zero value mean a default.
type Settings struct {
	// Tableau is the Runge–Kutta method; nil means Dopri5, but Sparse5 for a flow of package likelihood: it takes a
	// seventh fewer operations for an equal error of log p (BENCHMARKS.md). Where the equation is no flow, Sparse5's errors
	// are about ten times Dopri5's at an equal tolerance.
	Tableau *tableau.Tableau
	// RTol and ATol bound the error of a step by ATol + RTol·|y| for each number of
	// the controlled blocks; 0 means 1e-5. RTol must be at least ten times the
	// relative spacing of numbers of the type: 1.2e-6 for float32, 2.3e-15 for float64. ATol must be at least 1e-30.
	RTol, ATol float64
	// Shared gives each pack of Lanes rows one step size. The right-hand side gets t as 1×1. The error norm averages
	// over the pack, so hard rows are resolved less than the tolerance says, and the others more. Use Shared where the
	// rows are alike, where a large part of f depends on t alone (that part is then computed once a pack instead of
	// once a row), for a right-hand side that cannot take t as a column, or to compare with solvers that have one step
	// size for all rows.
	//
	// Without it every row has its own time, step size and status. A hard row costs the others nothing, every row meets
	// the tolerance, and a row's result does not depend on the batch it is in. The right-hand side gets t as a column.
	// On a trained flow of two columns (512 rows, float64, tolerance 1e-5; BenchmarkControl of likelihood) a step size a
	// row takes 29 evaluations a row, with a largest error of the log-density of 7e-5 and a mean error of 5e-6. One step
	// size for 64 rows takes 38, with 4e-4 and 6e-6; one for 512 rows takes 42, with 9e-4 and 4e-6.
	Shared bool `json:"-"`
	// Controller chooses the step sizes; nil means ControlI, whose steps grow by 1.7 at most for a flow without Tableau and
	// FirstStep. Settings with a StepController other than *Controller cannot be written as JSON.
	Controller StepController
	// MaxNorm takes the largest scaled error of a row (with Shared, of a pack) as the error norm. Without it the norm
	// is the root of the mean square of the scaled errors, or of their sum of squares where ode.System.SumErrors is
	// set.
	MaxNorm bool `json:"-"`
	// NormFunc, if not nil, is the error norm, with MaxNorm too. It gets the scaled errors of a row, those of the
	// controlled blocks in order (with Shared, row after row of the pack). A step is accepted if the number that it
	// returns is at most 1.
	// NormFunc is called by several goroutines and must not keep its argument. The first step is still chosen with the
	// root of the mean square.
	NormFunc func(scaled []float64) float64 `json:"-"`
	// AcceptAtMinStep accepts a finite step of the least size whatever its error: for right-hand sides with kinks or
	// jumps at unknown times. Give MinStep with it. Without it a row that would need a smaller step ends with status
	// StepTooSmall.
	AcceptAtMinStep bool `json:"-"`
	// Recorder, if not nil, is called with every step, those of Backsolve's adjoint equations included. A solver calls
	// it under a lock, so it need not be safe for several goroutines. The steps of one row come in order; rows of
	// different workers are interleaved. It must not block on the solver, nor on the flow or layer that the solver is of.
	Recorder func(Record) `json:"-"`
	// MaxSteps bounds the accepted and rejected steps of a row; 0 means 10000. The most is 1<<31. It does not bound
	// Steps; a StepSize that needs more is refused. Of both it bounds the steps that events repeat.
	MaxSteps int
	// FirstStep is the size of the first step tried, from MinStep to MaxStep. 0 chooses it from two evaluations (Hairer,
	// Nørsett, Wanner, Solving ODEs I, II.4), aiming at an error of the tolerance where they aim at a hundredth of it. The step
	// after a jump time is at most as long as a first one.
	FirstStep float64
	// MinStep is the least step size; only a step may be smaller that ends where one must: on T1, a tstop or an event. A MinStep
	// below the spacing of float64, in which time is counted, stands for that spacing. 0 means sixteen times a spacing of
	// numbers: the larger of the relative spacing of the state's type times the time gone since T0, and the spacing of
	// float64, where the step begins; at T0, at least 8e-31, or 8e-31 of a shorter interval. The default is never more than
	// MaxStep.
	MinStep float64
	// MaxStep is the largest step size, but a step that ends on T1 or a tstop may be a hundredth longer; 0 means the whole
	// interval.
	MaxStep float64
	// Steps, if positive, asks for that many equal steps without error control; the most is 1<<20. Neither tolerances nor
	// norms, Controller, FirstStep, MinStep and MaxStep then have an effect. The same is so with StepSize.
	Steps int
	// StepSize, if positive, asks for steps of that size without error control. The last step is shorter where the size
	// does not divide the interval. A tableau without an error estimate needs Steps or StepSize.
	StepSize float64
	// Lanes is the number of rows a compiled step works on at once; 0 means 64, or what suits the system (ode.System.Lanes), and
	// 1, 16, 32 or 128 for the gradient of a small batch, and of a large one with respect to many weights.
	Lanes int
	// BlockRows is the number of rows of a row block, the unit of work of a gradient. 0 means a quarter of the batch,
	// but at least Lanes and at most 4·Lanes, and half of a batch of 2·Lanes rows or fewer, but at least 32: large row
	// blocks keep the lanes filled, small ones keep the workers busy.
	// The gradient with respect to the parameters adds up eight row blocks at a time, and these sums by a binary tree.
	// It depends on BlockRows (to rounding) but not on Workers.
	BlockRows int
	// Workers bounds the goroutines of a solve; 0 means GOMAXPROCS.
	Workers int
}
