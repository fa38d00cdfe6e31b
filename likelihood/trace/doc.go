// Package trace finds tr ∂f/∂z, the rate at which a flow's log-density changes (Chen et al., Neural ordinary differential equations,
// 2018, eq. 8): exactly, or by an estimate whose expectation it is.
//
//	Exact       tr J by the factors of a field that tells its layers, or by D tangents      no error
//	Hutchinson  mean εᵀJε                                                                  variance 2(‖S‖² - Σ sᵢᵢ²)/k, S = (J + Jᵀ)/2, ε = ±1
//	HutchPP     exact on the range that k/2 probes find, Hutchinson's estimate outside     smaller where few directions make most of J
//
// Settings choose among them; PlanOf says what was chosen for a field and what it costs. An estimator is a file of this package: its
// Method, a type with the methods of the interface estimator, and a line in the table of estimators.
package trace
