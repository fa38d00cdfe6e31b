// Package em fits mixtures of normal densities with full covariances by expectation and maximisation (Dempster, Laird and
// Rubin, Maximum likelihood from incomplete data via the EM algorithm, 1977). The result is a base.Mixture, a density or the
// base of a flow.
//
//	mixture, result, err := em.Fit(ctx, x, 20, nil)
//
// A flow over a mixture bends little and takes few evaluations. With a network whose output is zero it starts as the
// mixture.
//
//	mixture, _, err := em.Fit(ctx, x, 32, &em.Settings{Standardized: true})
//	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, ZeroOutput: true})
//	flow, err := likelihood.New(field, &likelihood.Settings{Base: mixture})
//
// A component that shrinks to a few rows would have an unbounded density. A prior prevents this: it counts as Settings.Prior
// rows with the spread of all rows in each component (Fraley and Raftery, Bayesian regularization for normal mixture
// estimation and model-based clustering, 2007).
package em
