// A pair whose quadratures have weights of their own.

package tableau

// Sparse4 is a pair 4(2), first same as last, for systems whose quadratures cost as much as their states, such as
// log-densities, at loose tolerances. A step evaluates a state four times and a quadrature twice, where Sparse5 takes six
// and four, Bosh3 three and three.
//
// Its states are those of Kutta's method of order 4 with c₂ = 1/4, whose b₂ is 0. Its quadratures are Simpson's rule over
// stages 1, 3 and 5: f at the beginning of the step, at the third stage, and at the end, which the next step needs anyway.
// That leaves out the fourth stage, where states alone have a weight. Quadratures have order 3. They miss two conditions
// of order 4, Σ b_i a_ij a_jk c_k = 1/24 by 1/72 and Σ b_i a_ij c_j² = 1/12 by 1/144: their only inner stage is the third.
// The method is stable on the real axis down to −2.79.
//
// The error estimate is the second divided difference of f at the same nodes over 40. It is of order 2, so that errors fall
// with the power 4/3 of the tolerance; at 1e-2 and 1e-3 those of flows are 1.4 to 3 times Dopri5's in the mean. Over flows
// of twelve kinds (BENCHMARKS.md) it takes an eighth fewer operations than Sparse5 for an error of log p of 1e-2 or one of
// the gradient of 1 %, about as many for a tenth of these, and more below: there Sparse5 is better.
var Sparse4 = newTableau("Sparse4", 4, sparse4Published)

var sparse4Published = published{
	a: []string{"",
		"1/4",
		"0 1/2",
		"1 -2 2",
		"1/6 0 2/3 1/6"},
	b:     "1/6 0 2/3 1/6 0",
	bQuad: "1/6 0 2/3 0 1/6",
	bErr:  "1/20 0 -1/10 0 1/20",
	c:     "0 1/4 1/2 1 1", embedded: 2,
}
