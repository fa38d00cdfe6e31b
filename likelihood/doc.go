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
//	1e-2        18      2.5e-1   15    3.8e-2   15   1.2     2.5e-1    45
//	1e-3        27      7.8e-3   20    1.6e-2   18   1.0     7.8e-3    71
//	1e-4        34      8.0e-4   25    2.5e-3   22   1.0     8.0e-4    69
//	1e-5        48      6.0e-5   33    3.0e-4   27   1.0     6.0e-5   100
//	1e-6        66      5.8e-6   44    3.7e-5   36   1.0     5.8e-6   150
//	1e-8        112     1.2e-8   91    4.6e-7   72   0.9     1.2e-8   410
//
// In float32 the first four lines are about the same. On random flows of D = 2 and 8 (the benchmark's other lines) replay is
// 2 to 10 times closer from 1e-4 on, and backsolve takes 0.8 to 1.4 times as long.
//
// So: replay, at a tolerance of 1e-4 or below; above 1e-3 no gradient is of use. Where one state a step for a block of rows
// (integrate.Settings.BlockRows) does not fit in memory, replay with integrate.GradientSettings.TapeBytes, which is the same
// gradient to the bit for about one more forward solve. Backsolve where even 2√n states for n steps are too many, at a
// tolerance ten times tighter, and with Gradient.ReverseError as its warning.
//
// Rows are independent: what is found for one is the same to the bit alone, in any batch, in any order and for any number of
// workers (unless integrate.Settings.Shared gives packs of rows one step size). Estimates by Hutchinson or Hutch++ and the draws
// of Augmented take random numbers, which follow from the seed and the row's place in the batch, so that an estimate is a smooth
// function of the row, whose derivative Gradient.X is; rows that change places change estimates, unless given Probes go with them.
package likelihood
