// Package likelihood makes densities of vector fields: continuous normalizing flows (Chen et al., Neural ordinary
// differential equations, 2018; Grathwohl et al., FFJORD, 2019).
//
// With the base density p0 at t0 and the data at t1,
//
//	dz/dt = f(t, z; θ),
//	log p(z1, t1) = log p0(z(t0)) + Δl(t0),   dΔl/dt = tr ∂f/∂z,  Δl(t1) = 0,  solved from t1 down to t0,
//
// and samples are z0 ~ p0, solved from t0 to t1. A Flow does both, gives the gradient of the mean negative
// log-likelihood with respect to everything, and counts the determinant of a standardisation, so that densities are in
// the data's own units. The trace is exact unless settings ask for an estimate, by Hutchinson's method or by Hutch++.
//
//	field, err := dynamics.NewMLP(2, nil)
//	flow, err := likelihood.New(field, nil)
//	logp, err := flow.LogProb(ctx, x)          // nats
//	samples, err := flow.Sample(ctx, 1000, 7)
//	gradient, err := flow.Gradient(ctx, x)
//
// NewStack makes a Flow of several fields one after another, with moving batch-norms between them, each of all columns or of some: images at
// several scales. Augmented leaves columns of a flow to the flow alone, and gives bounds of the density of the others.
//
// # How good a number is
//
// LogProbWith with LogProbRequest.Certify gives each row's log-density an error bound, and MeanLogProb refuses a mean whose bound is
// too large: a solver that is too coarse reports likelihoods that are far too good, and nothing in the number shows it.
// Package audit examines a flow or a stack as a whole.
//
// LogProbRequest.Within asks the other way round: how wide a bound may be. Rows are then solved by one step and by two, and on from there where
// that is not enough, so that easy rows cost twelve evaluations with their bound; LogProbRequest.Evaluations sets where that begins.
//
//	d, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Within: 1e-3})   // d.Certificate.Solver ≤ 1e-3
//
// # Which gradient
//
// Replay, the default, is the gradient of the loss as computed; backsolve solves the adjoint equations backwards, in memory
// that does not grow with the number of steps; direct keeps every intermediate of one graph of all steps, as automatic
// differentiation does, and is there for comparison. Distance of the weights' gradient from that of a tight solve, relative,
// evaluations a row on the way back, and time against replay, there and back, for a trained flow (D = 2, three hidden layers
// of 64, 256 rows, float64; BenchmarkGradientError):
//
//	            there   replay         backsolve             direct
//	tolerance                                      time               time
//	1e-2        16      1.5e-1   15    1.1e-1   18   1.5     1.5e-1    56
//	1e-3        21      6.2e-3   19    7.7e-4   21   1.3     6.2e-3    60
//	1e-4        27      4.7e-4   25    2.0e-4   26   1.2     4.7e-4    92
//	1e-5        37      3.7e-5   34    4.2e-5   34   1.2     3.7e-5   140
//	1e-6        51      2.6e-6   47    6.7e-6   43   1.1     2.6e-6   195
//	1e-8        103     6.3e-9   98    1.6e-7   81   1.0     6.3e-9   570
//
// In float32 the first four lines are about the same. On a random flow of D = 2 (the benchmark's other lines) replay is 2 to 4 times
// closer from 1e-2 to 1e-3 too.
//
// So: replay, at a tolerance of 1e-5 or below, which is the gradient of the very steps whose value is descended; above 1e-3 none is of use. Where one state a step for a block of rows
// (integrate.Settings.BlockRows) does not fit in memory, replay with integrate.GradientSettings.TapeBytes, which is the same
// gradient to the bit for about one more forward solve. Backsolve where even 2√n states for n steps are too many, at a
// tolerance ten times tighter, and with Gradient.ReverseError as its warning.
//
// Rows are independent: what is found for one is the same to the bit alone, in any batch, in any order and for any number of
// workers (unless integrate.Settings.Shared gives packs of rows one step size). Estimates by Hutchinson or Hutch++ and the draws
// of Augmented take random numbers, which follow from the seed and the row's place in the batch, so that an estimate is a smooth
// function of the row, whose derivative Gradient.X is; rows that change places change estimates, unless given Probes go with them.
package likelihood
