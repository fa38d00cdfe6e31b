// The definition of a conditional density, and how it is found.

// Package conditional finds the density of one or two columns of a model given all others.
//
// With a the columns asked for, b other variables and c the model's conditions,
//
//	p(a | b, c) = p(a, b | c) / ∫ p(a, b | c) da.
//
// The integral is over the vector's entries of a, which are unbounded, by the trapezoidal rule. The error of that rule
// falls faster than any power of the step for a function that is smooth and vanishes at both ends. Step and ends are
// moved until moving them changes nothing.
//
// Such a search would miss a ridge between the points of all its grids. So rows that the model draws near b tell how
// narrow the ridges near b are, and the step is no longer than the narrowest one. If that takes too many points, the
// answer says so.
//
// If a is all variables of the model, p(a | c) is the model's density itself, and the integral is a check. If a is a
// class, the sum over its levels takes the place of the integral (Bayes' rule). If a is one rounded column, the answer
// is the integral of p(a | b, c) over the cell of each of its values: within a cell the density is that of the noise
// which the model needs.
package conditional
