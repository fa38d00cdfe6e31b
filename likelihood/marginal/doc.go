// Package marginal maps each column of a table by its own distribution function to a standard normal score, with the exact
// Jacobian:
//
//	z = Φ⁻¹(F(x)), log |dz/dx| = log f(x) - log φ(z)
//
// so that a density of the scores becomes one of the rows: log p(x) = log q(z) + Σ log |dzⱼ/dxⱼ|, a copula with these
// marginals (Sklar, Fonctions de répartition à n dimensions et leurs marges, 1959).
//
// f is constant between knots, and beyond them a Cauchy tail, so that F, its inverse and ∫f = 1 are exact. Fit finds
// the masses between knots from a sum of kernels on the values: triangles of many widths on a scale that is linear or,
// for heavy tails, an inverse hyperbolic sine; boxes as wide as the cell that values were rounded to; and the tail. The
// weights of the kernels maximise the likelihood of each value under the kernels on all others, which is concave in the
// weights. Copies of a row, as in a table that is there twice, are not among these others. Atoms, values far more frequent than others usually are, such as the zeros of an amount that is often zero,
// have boxes with a weight of their own.
//
// Values rounded to any unit, counted from any number, have cells of this unit, in which f is constant unless the range has
// more than 3000 of them. No cell is narrower than a ten-thousandth of the column's standard deviation, or of the distance
// of its quartiles if that is below a hundredth of the deviation, as it is beside values far away. Where values are over many
// powers of ten and hardly ever repeated, kernels and cells as fine as the values nearest to an end, to both ends or to the middle
// are tried too, and taken if they make other values likelier. So are kernels down to the width of a cell where values are close to each
// other at several places, such as those to which a machine is set. A constant column has no
// density, and neither has an affine function of an earlier column: such a column has no score, and a row with another value
// has log-density -∞.
package marginal
