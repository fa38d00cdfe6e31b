// Package kernel holds kernel densities: a normal kernel of each of several widths at every one of N points,
//
//	p(x) = 1/(N·H) Σᵢ Σₕ N(x; pᵢ, h²I),
//
// Parzen's estimate (On estimation of a probability density function and mode, 1962) averaged over H widths, so that none
// has to be chosen: the narrow kernels dominate where points are dense, the wide ones far from all points. There is nothing
// to fit. Widths are in the units of x: standardise columns first.
//
// A Density is a base.Base that flows can start from, with a score, samples and parameters, and is saved with them. LogProb
// visits all points for one row. LogProbs scores many rows by compiled programs, on all cores, and on each of them two to
// eight times as fast: less so the more widths there are.
package kernel
