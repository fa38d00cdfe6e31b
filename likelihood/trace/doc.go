// Package trace finds tr ∂f/∂z, the rate at which a flow's log-density changes (Chen et al., Neural ordinary differential equations,
// 2018, eq. 8): exactly, or by an estimate whose expectation it is.
//
//	Exact       tr J by the diagonal or the factors that a field tells, or by D tangents   no error but rounding
//	Hutchinson  mean εᵀJε                                                                  variance 2(‖S‖² - Σ sᵢᵢ²)/k, S = (J + Jᵀ)/2, ε = ±1
//	HutchPP     exact on the range that k/2 probes find, Hutchinson's estimate outside     smaller where few directions make most of J
//
// Settings choose among them; a Plan, of Flow.Trace, says what was chosen for a field and what it costs. The estimators themselves are in
// likelihood/internal/estimate, a file each.
package trace
