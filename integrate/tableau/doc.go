// Package tableau holds the coefficients of Runge–Kutta and Rosenbrock methods with their sources, their interpolants,
// and the order conditions that Validate checks.
package tableau
