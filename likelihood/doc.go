// Package likelihood makes densities of vector fields: continuous normalizing flows (Chen et al., Neural ordinary
// differential equations, 2018; Grathwohl et al., FFJORD, 2019).
//
// With the base density p0 at t0 and the data at t1,
//
//	dz/dt = f(t, z; θ),
//	log p(z1, t1) = log p0(z(t0)) + Δl(t0),   dΔl/dt = tr ∂f/∂z,  Δl(t1) = 0,  solved from t1 down to t0,
//
// and samples are z0 ~ p0, solved from t0 to t1. A Flow does both, and computes the gradient of the mean negative
// log-likelihood with respect to parameters, data, conditions and times. Densities are in the data's own units, as they
// include the determinant of a standardisation. The trace is exact unless settings ask for an estimate, by Hutchinson's
// method or by Hutch++.
//
//	field, err := dynamics.NewMLP(2, nil)
//	flow, err := likelihood.New(field, nil)
//	logp, err := flow.LogProb(ctx, x)          // nats
//	samples, err := flow.Sample(ctx, 1000, 7)
//	gradient, err := flow.Gradient(ctx, x, nil)
//
// NewStack makes a Flow of several fields one after another, with moving batch-norms between them. Each field moves all
// columns or some, as for images at several scales. Package augment adds extra columns to the data, and gives bounds of
// the data's density.
//
// # Scores
//
// Gradient's X and Condition are derivatives of the loss, which is the mean of -log p. With Weights of 1 they are those of each
// row's own -log p, so that -X is the score ∂log p/∂x, and -Condition is ∂log p/∂c.
//
// # How good a number is
//
// LogProbWith with LogProbRequest.Certify gives each row's log-density an error bound, and MeanLogProb refuses a mean
// whose bound is too large: a solver that is too coarse reports likelihoods that are far too good, and nothing in the
// number shows it. Package audit examines a flow or a stack as a whole.
//
// LogProbRequest.Within sets how wide the bound may be. Rows are then solved with one step and with two, and with more
// where that is not enough, so that easy rows cost twelve evaluations with their bound. LogProbRequest.Evaluations sets
// the first number of steps.
//
//	d, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Within: 1e-3})   // d.Certificate.Solver ≤ 1e-3
//
// # Which gradient
//
// Replay, the default, is the exact gradient of the computed loss. Backsolve solves the adjoint equations backwards, in
// memory that does not grow with the number of steps. Direct, which tests alone use, keeps every intermediate result of
// one graph of all steps, as automatic differentiation does. The table shows, for a trained flow (D = 2, three hidden
// layers of 64, 256 rows, float64, the default method; BenchmarkGradientError): the evaluations a row of the forward
// pass; for both methods the relative distance between the weights' gradient and that of a tight solve, and the
// evaluations a row of the backward pass.
//
//	tolerance   forward   replay         backsolve
//	1e-2        12        2.4e-1   12    1.2e-1   12
//	1e-3        18        5.6e-2   18    3.8e-2   19
//	1e-4        20        2.2e-3   19    4.4e-3   30
//	1e-5        30        8.8e-5   28    1.1e-4   47
//	1e-6        47        4.7e-6   44    6.2e-6   73
//	1e-8        124       1.7e-8   118   2.0e-8   189
//
// In float32 the first four lines are about the same. For random flows with D = 2 and 8 (the benchmark's other lines)
// replay is as close as backsolve at tolerances of 1e-3 and above, 0.6 to 8 times as close at 1e-4 and 1e-5, and 0.9 to
// 1.5 times below. BENCHMARKS.md has times: backsolve takes 1.7 to 2.1 times as long as replay, and direct, which
// has replay's error, 56 times or more.
//
// So use replay at a tolerance of 1e-5 or below; above 1e-3 no method is of use. If one state a step for a row block
// (integrate.Settings.BlockRows) does not fit in memory, use replay with integrate.GradientSettings.TapeBytes, which
// gives the same bits for about one more forward solve. If even 2√n states for n steps are too many, use backsolve at a
// tolerance ten times tighter, and watch Gradient.ReverseError.
//
// Rows are independent: the result of a row is the same to the bit alone, in any batch, in any order and for any number
// of workers (unless integrate.Settings.Shared gives packs of rows one step size). Estimates by Hutchinson or Hutch++
// and the draws of package augment use random numbers that depend on the seed and on the row's index in the batch. An
// estimate is therefore a smooth function of the row, with derivative Gradient.X. A row that moves to another index
// gets another estimate, unless its Probes are given.
package likelihood
