// Settings: which trace, by which probes and by which route.

package trace

import "fmt"

// Method says how tr ∂f/∂z is found.
type Method int

const (
	// Exact is the trace itself, by the cheapest route there is for the field; see Flow.Trace.
	Exact Method = iota
	// Hutchinson is the mean of εᵀ(∂f/∂z)ε over Probes random vectors ε with E ε = 0 and Cov ε = I, fixed for a solve
	// (Grathwohl et al., FFJORD, 2019, eq. 7): unbiased for the log-density, with a variance that falls as 1/Probes. A row's
	// ε follow from the request's ProbeSeed and its place in the batch.
	Hutchinson
	// HutchPP is Hutch++ (Meyer, Musco, Musco, Woodruff, 2021): half of the Probes, rounded down, find the directions in
	// which ∂f/∂z is large, where the trace is then exact, and the others estimate the rest. Unbiased too; it takes
	// Probes + Probes/2 products with ∂f/∂z, and is the better of the two where few directions make most of ∂f/∂z.
	HutchPP
)

// ProbeKind is the distribution of Hutchinson's ε.
type ProbeKind int

const (
	// Rademacher draws ±1: the diagonal of ∂f/∂z adds nothing to the variance, which no other distribution with independent
	// components beats.
	Rademacher ProbeKind = iota
	// Gaussian draws standard normal numbers, as FFJORD does by default.
	Gaussian
)

// Route is a way to the exact trace.
type Route int

const (
	// RouteAuto takes the cheapest that the field allows.
	RouteAuto Route = iota
	// RouteClosedForm multiplies the Jacobian's factors out; for networks of one or two hidden layers.
	RouteClosedForm
	// RouteTangents carries D tangents through the middle layers of a deeper network.
	RouteTangents
	// RouteCotangents pulls D cotangents back through any field, by one VJP over a tiled batch.
	RouteCotangents
	// RouteProbes is Hutchinson's.
	RouteProbes
	// RouteSketch is that of Hutch++.
	RouteSketch
	// RouteDiagonal sums the diagonal of the Jacobian, of a field that tells it (dynamics.Diagonal), as hollow networks do.
	RouteDiagonal
)

var routeNames = [...]string{"auto", "closed form", "tangents", "cotangents", "probes", "sketch and probes", "diagonal"}

// String names the route, or gives the number of one that does not exist.
func (r Route) String() string {
	if r < 0 || int(r) >= len(routeNames) {
		return fmt.Sprintf("Route(%d)", int(r))
	}
	return routeNames[r]
}

// Settings say how the trace is found. The zero value is the exact one by the cheapest route.
type Settings struct {
	Method Method
	Probes int       // number of random vectors k; 0: 1, for HutchPP 2, which is the least it can do with
	Kind   ProbeKind // distribution of the probes
	Route  Route     // of Exact; anything but RouteAuto is refused where the field does not allow it
}
