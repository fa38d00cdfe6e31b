// Package tableau holds the coefficients of Runge–Kutta and Rosenbrock methods with the papers they
// are from, their interpolants, and the order conditions that Validate checks them by.
package tableau
