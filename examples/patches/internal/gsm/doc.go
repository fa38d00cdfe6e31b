// Package gsm fits mixtures of Gaussian scale mixtures (Wainwright and Simoncelli, Scale mixtures of Gaussians and the
// statistics of natural images, 2000) that are the same under a group of symmetries:
//
//	p(x) = 1/G Σ_g Σ_k w_k Σ_s v_ks N(g·x; 0, t_ks·C_k)
//
// A component is a shape C in several sizes, so that edges of low and of high contrast belong to one component. Rows
// that a symmetry, such as a reflection, takes to each other belong to one component too, which so learns from G times
// as many rows. All means are zero, so that a row and its negative have one density (Zoran and Weiss, From learning
// models of natural image patches to whole image restoration, 2011, leave means out too).
//
// Components are found by splitting (Linde, Buzo and Gray, An algorithm for vector quantizer design, 1980) and
// truncated expectation and maximisation (Lücke and Eggert, Expectation truncation, 2010). Each row looks only at the
// components that came from those that it had before, and at some components of a row that is like it.
package gsm
