// Package trace has the settings by which flows compute tr ∂f/∂z, the rate of change of the log-density (Chen et al.,
// Neural ordinary differential equations, 2018, eq. 8): exactly, or by an unbiased estimate.
//
//	Exact       tr J by the diagonal or the factors that a field tells, or by D tangents   no error but rounding
//	Hutchinson  mean εᵀJε                                                                  variance 2(‖S‖² - Σ sᵢᵢ²)/k, S = (J + Jᵀ)/2, ε = ±1
//	HutchPP     exact on the range that k/2 probes find, Hutchinson's estimate outside     smaller where few directions make most of J
//
// Settings choose among these methods. Flow.Trace returns a Plan: the method that was chosen for a field, and its cost. The
// estimators are in likelihood/internal/estimate, one in each file.
package trace
