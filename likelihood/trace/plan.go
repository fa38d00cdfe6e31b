// Plan: what was chosen for a trace.

package trace

// Plan is what was chosen for a trace, and what it costs.
type Plan struct {
	Route       Route
	Exact       bool
	Probes      int     // k of RouteProbes and RouteSketch, otherwise 0
	FieldFlops  float64 // floating point operations of f for one row
	TraceFlops  float64 // those that the trace adds
	PackFlops   float64 // those of both that are done once for all rows of a pack (integrate.Settings.Lanes)
	Reason      string  // why this route
	LayersKnown bool    // the field told its layers (dynamics.Layered)
}
