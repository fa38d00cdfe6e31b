// The definition of a conditional density, and how it is found.

// Package conditional finds the density of one or two columns of a model given all others.
//
// With a the columns asked for, b other variables and c the model's conditions,
//
//	p(a | b, c) = p(a, b | c) / ∫ p(a, b | c) da.
//
// The integral is over the vector's entries of a, which are unbounded, by the trapezoidal rule, whose error falls faster than any power of
// the step for what is smooth and vanishes at both ends. Step and ends are moved until they no longer count. That alone would not see a ridge
// between the points of every grid: rows that the model draws near b tell how narrow ridges are there, and the step is no longer than that, or
// it is said. A model of which a is all variables gives p(a | c) itself, and the integral is a check. For a column that is a class the sum over
// its levels takes the place of the integral (Bayes' rule).
package conditional
