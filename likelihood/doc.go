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
// the data's own units. The trace is exact unless settings ask for Hutchinson's estimate.
//
//	field, err := dynamics.NewMLP(2, nil)
//	flow, err := likelihood.New(field, nil)
//	logp, err := flow.LogProb(ctx, x)          // nats
//	samples, err := flow.Sample(ctx, 1000, 7)
//	gradient, err := flow.Gradient(ctx, x)
//
// Rows are independent: what is found for one is the same to the bit alone, in any batch and for any number of workers.
package likelihood
