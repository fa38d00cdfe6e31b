// Package rhs builds right-hand sides of a flow's equation: a field f at a point, with products of vectors and its Jacobian
// J = ∂f/∂z, from which traces and penalties are computed.
package rhs
