// Package gsm fits mixtures of Gaussian scale mixtures (Wainwright and Simoncelli, Scale mixtures of Gaussians and the statistics
// of natural images, 2000) that are the same under a group of symmetries:
//
//	p(x) = 1/G Σ_g Σ_k w_k Σ_s v_ks N(g·x; 0, t_ks·C_k)
//
// A component is a shape C of any size: edges of low and of high contrast are of one component. The symmetries make one component
// of what is the same but for a reflection, say, so that it learns from G times as many rows. Rows and their negatives are alike:
// all means are zero (Zoran and Weiss, From learning models of natural image patches to whole image restoration, 2011, leave them
// out too).
//
// Components are found by splitting (Linde, Buzo and Gray, An algorithm for vector quantizer design, 1980) and truncated
// expectation and maximisation (Lücke and Eggert, Expectation truncation, 2010): each row looks at those components alone that
// came from the ones that it had before, and at some of a row that is like it.
package gsm
