// Package manifold has flows that live on a sphere, on a torus of angles, in a plane, and on products of these, with
// densities against their surface area (Mathieu and Nickel, Riemannian continuous normalizing flows, 2020; Lou et al.,
// Neural manifold ordinary differential equations, 2020).
//
//	earth := manifold.Sphere(3)                            // the sphere in R³: rows are unit vectors
//	network, err := dynamics.NewMLP(earth.Embedded(), nil)
//	flow, err := manifold.New(earth, network, nil)         // from the uniform density on the sphere
//	result, err := train.Fit(ctx, flow, x, &train.Settings{KeepStandardization: true}) // columns are coordinates
//	logp, err := flow.LogProb(ctx, x)                      // nats against surface area: the uniform density has -log 4π
//
// KeepStandardization keeps conditions as they are, too. Standardise them before the training:
//
//	mean, std, err := likelihood.Moments(conditions, nil)
//	err = flow.StandardizeCondition(mean, std)
//
// # Dynamics
//
// A point moves by dz/dt = v(t, z) with v tangent to the manifold, so it stays there, and its log-density changes by
// the divergence div v of the manifold (Mathieu and Nickel, section 3; Falorsi and Forré, Neural ordinary differential
// equations on manifolds, 2020):
//
//	d log p(z(t), t)/dt = -div v.
//
// v comes from a network g that does not know the manifold: g reads the point embedded in some Rᵏ (Embed), and Tangent
// takes the tangent part of its k outputs.
//
// # The divergence is the trace
//
// On a sphere, u = z/|z|, P = I - uuᵀ and v(t, u) = P g(t, u) are extended to all of Rⁿ as a function that grows with
// the radius r = |z|,
//
//	F(t, z) = r P g(t, z/r).
//
// In polar coordinates Rⁿ has the metric dr² + r² g with the metric g of the unit sphere, and the divergence in any
// coordinates is |G|^(-½) ∂ᵢ(|G|^½ Fⁱ) (Lee, Introduction to Riemannian manifolds, 2018, proposition 2.46), here with
// |G|^½ = rⁿ⁻¹ |g|^½. F has no part along the radius, Fʳ = 0. Along the angles its components are those of v, at all
// radii: the coordinates' own vectors are r times those of the unit sphere, as F is r times v. So
//
//	div F (z) = r¹⁻ⁿ ∂ᵣ(rⁿ⁻¹ · 0) + |g|^(-½) ∂ᵢ(|g|^½ vⁱ) = div_S v (u):
//
// tr ∂F/∂z is the divergence on the sphere, so package likelihood computes densities on the sphere without a change.
//
// The penalties of likelihood.Settings are those of F in Rⁿ. With the covariant derivative ∇v of the sphere, Kinetic is
// |v|², Directional |∇v·v|² + |v|⁴, since a motion along a great circle is accelerated towards the centre, Total the
// same with ∂v/∂t + ∇v·v, and Frobenius |∇v|² + 2|v|².
//
// # The constraint is kept
//
// F(t, cz) = c F(t, z), and a Runge–Kutta step is made of sums of F at points that are sums of such: a step from cz is c
// times the step from z. Whether the result of a step is projected to the sphere or not, the direction z/|z| of all that
// follows is the same; projecting after each step is projecting once at the end. The base therefore uses only directions.
// The distance from the sphere at which a solve ends is of the order of the tolerance, and affects the density only through
// the choice of step sizes. Angles of a torus and coordinates of a plane have no constraint: tr ∂F/∂z is their divergence.
// The trace of a product is the sum of its factors' traces.
package manifold
