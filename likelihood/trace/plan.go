// Plan: what was chosen for a trace.

package trace

import "fmt"

// Plan is what was chosen for a trace, and what it costs.
type Plan struct {
	Route      Route
	Exact      bool
	Probes     int     // k of RouteProbes and RouteSketch, otherwise 0
	FieldFlops float64 // floating point operations of f for one row
	TraceFlops float64 // those that the trace adds
	// GradientFlops are those that the way back of a gradient takes for each evaluation on the way there: f and its trace once more, and
	// the derivatives of both; 0 where there is no gradient (dynamics.TwiceDifferentiable).
	GradientFlops float64
	PackFlops     float64 // those of both that are done once for all rows of a pack (integrate.Settings.Lanes)
	// Terms is the number of Chebyshev polynomials in t by which a closed form tells the output's gate where each row has a time of its own,
	// 0 elsewhere; TermsError the largest error of the gate by them, in parts of its largest value. No more than 3e-7 in float32 and 5e-15
	// in float64, about what rounding leaves of the gate itself, or there is no series.
	Terms       int
	TermsError  float64
	Reason      string // why this route
	LayersKnown bool   // the field told its layers (dynamics.Layered)
}

// String says which way is taken, why, and what each part of it costs.
func (p *Plan) String() string {
	if p == nil {
		return "no plan"
	}
	return fmt.Sprintf("%s (%s): f takes %.0f operations a row, its trace %.0f, the way back of a gradient %.0f", p.Route, p.Reason, p.FieldFlops, p.TraceFlops, p.GradientFlops)
}
