// Package kernel holds kernel densities: a normal kernel of each of several widths at every one of N points,
//
//	p(x) = 1/(N·H) Σᵢ Σₕ N(x; pᵢ, h²I),
//
// Parzen's estimate (On estimation of a probability density function and mode, 1962) averaged over H widths, so that none has to
// be chosen: where points are dense the narrow kernels tell, far from all points the wide ones. There is nothing to fit.
// A width counts in the units of x: standardise columns first.
//
// A Density is a base.Base that flows can start from, with a score, samples and parameters, and is saved with them. LogProb goes
// through all points for one row; LogProbs scores many rows through compiled programs, many times as fast.
package kernel
