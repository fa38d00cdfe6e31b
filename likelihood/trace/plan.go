// Plan: the method that was chosen for a trace, and its cost.

package trace

import "fmt"

// Plan is the method that was chosen for the trace of a field, and its cost.
type Plan struct {
	Method     Method  // not Exact, but the method that it takes
	Exact      bool    // no estimate
	Probes     int     // k of an estimate, otherwise 0
	FieldFlops float64 // floating-point operations of f for one row
	TraceFlops float64 // operations that the trace adds
	// GradientFlops are the operations of the backward pass of a gradient for each evaluation of the forward pass: f
	// and its trace once more, and the derivatives of both; 0 if there is no gradient (dynamics.TwiceDifferentiable).
	GradientFlops float64
	PackFlops     float64 // operations of both that are done once for all rows of a pack (integrate.Settings.Lanes)
	// Terms is the number of Chebyshev polynomials in t by which a closed form approximates the output's gate if each
	// row has a time of its own; 0 otherwise. TermsError is the largest error of the gate, relative to its largest
	// value. It is at most 3e-7 in float32 and 5e-15 in float64, about the gate's own rounding; a gate that needs more
	// terms than pay has no series.
	Terms       int
	TermsError  float64
	Reason      string // why this method was chosen
	LayersKnown bool   // the field is dynamics.Layered
}

// String says which method is taken, why, and what each part of it costs.
func (p *Plan) String() string {
	if p == nil {
		return "no plan"
	}
	return fmt.Sprintf("%s (%s): f takes %.0f operations a row, its trace %.0f, the way back of a gradient %.0f", p.Method, p.Reason, p.FieldFlops, p.TraceFlops, p.GradientFlops)
}
