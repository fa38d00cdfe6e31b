// A pair with few weights.

package tableau

// Sparse5 is a pair 5(3) of six stages for systems whose quadratures cost as much as their states, such as log-densities:
// the solution and the error estimate take stages 1, 3, 5 and 6 alone, so that a quadrature is evaluated four times a
// step, where Dopri5 takes five and Tsit5 six; a state six times. Over flows of twelve kinds (BENCHMARKS.md) it takes a
// seventh fewer operations than Dopri5 for an equal error of log p, and as flows without a method have it, with a first
// step for the tolerance, a third fewer.
//
// It is not first same as last: a step takes no evaluation from the one before. A method that does evaluates f before its
// first step and at the end of its last one, which no step takes over. Flows are solved in two to six steps.
//
// Its nodes 0, 4/15, 5/7 and 1 are those of a quadrature of order 5 that are next to Lobatto's. It is the member c₂ =
// 1/6, c₃ = 4/15, c₄ = 5/7, a₄₃ = 2 of a family of four parameters: b₂ = b₄ = 0, c₆ = 1, and the simplifying
// assumptions Σ_j a_ij c_j = c_i²/2 for i ≥ 3, Σ_i b_i a_ij = b_j (1 − c_j), Σ_i b_i c_i a_i2 = 0 and Σ_ij b_i c_i a_ij
// c_j² = 1/15, which give all other coefficients. They are those of Dormand and Prince (J. Comput. Appl. Math. 6 (1980)
// 19–26) and b₄ = 0. The residuals of the conditions of orders 6 and 7, over the symmetries of their trees, have norms
// of 6.3e-4 and 8.8e-4; Dopri5's 4.0e-4 and 4.0e-3. The method is stable on the real axis down to −3.76; Dopri5 to
// −3.31.
//
// The error estimate is the third divided difference of f at the nodes over 4500, with stage 6 at the last one: by f(t+h,
// y₁) it would be no better. It is of one order less than Dopri5's, and its factor is chosen for flows: from tolerances
// of 1e-3 to 1e-6 the errors of log p are about Dopri5's. Over 35 test problems that are no flows, errors are ten times
// Dopri5's at an equal tolerance, in the geometric mean.
var Sparse5 = newTableau("Sparse5", 5, sparse5Published).with(sparse5Dense)

var sparse5Published = published{
	a: []string{"",
		"1/6",
		"4/75 16/75",
		"94/245 -409/245 2",
		"533/2744 -180/343 2475/2744 1/7",
		"-267/920 36/23 -8415/8648 -3773/5405 7546/5405"},
	b:    sparse5Weights,
	bErr: "-7/6000 0 21/8272 0 -343/141000 7/6600",
	c:    "0 1/6 4/15 5/7 5/7 1", embedded: 3,
}

const sparse5Weights = "19/240 0 3375/8272 0 2401/5640 23/264"

// sparse5Dense is the one interpolant of order 4 over stages 1, 3, 5, 6 and f(t+h, y₁), an extra stage. It is continuously
// differentiable.
var sparse5Dense = &Interpolant{Order: 4, A: matrix(sparse5Weights), C: []float64{1}, Weights: matrix(
	"1 -123/40 52/15 -21/16",
	"0 0 0 0",
	"0 16875/4136 -3375/517 23625/8272",
	"0 0 0 0",
	"0 -343/235 6517/1410 -1029/376",
	"0 -23/22 161/66 -115/88",
	"0 3/2 -4 5/2",
)}
