// Package em fits mixtures of normal densities with full covariances by expectation and maximisation (Dempster, Laird and
// Rubin, Maximum likelihood from incomplete data via the EM algorithm, 1977). What comes out is a base.Mixture: a density
// by itself, or the base that a flow starts from.
//
//	mixture, result, err := em.Fit(ctx, x, 20, nil)
//
// A flow over a mixture has little left to do, and takes few evaluations: it begins as the mixture with a network whose output is zero.
//
//	mixture, _, err := em.Fit(ctx, x, 32, &em.Settings{Standardized: true})
//	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64}, ZeroOutput: true})
//	flow, err := likelihood.New(field, &likelihood.Settings{Base: mixture})
//
// A component that shrinks to a few rows would have a density without bound. Settings.Prior rows of the spread of all rows
// stand beside each component's own (Fraley and Raftery, Bayesian regularization for normal mixture estimation and
// model-based clustering, 2007), so that it cannot.
package em
