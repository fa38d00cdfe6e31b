// Settings: the trace, its probes and its route.

package trace

import "fmt"

// Method says how tr ∂f/∂z is computed.
type Method int

const (
	// Exact is the trace itself, by the cheapest route for the field; see Flow.Trace.
	Exact Method = iota
	// Hutchinson is the mean of εᵀ(∂f/∂z)ε over Probes random vectors ε with E ε = 0 and Cov ε = I, fixed during a solve
	// (Grathwohl et al., FFJORD, 2019, eq. 7). It is unbiased for the log-density, with a variance proportional to 1/Probes.
	// The ε of a row depend on the request's ProbeSeed and on the row's index in the batch.
	Hutchinson
	// HutchPP is Hutch++ (Meyer, Musco, Musco, Woodruff, 2021): half of the Probes, rounded down, find the directions in
	// which ∂f/∂z is large, where the trace is then exact, and the others estimate the rest. It is unbiased too, takes
	// Probes + Probes/2 products with ∂f/∂z, and has the smaller variance if few directions dominate ∂f/∂z.
	HutchPP
)

// ProbeKind is the distribution of Hutchinson's ε.
type ProbeKind int

const (
	// Rademacher draws ±1: the diagonal of ∂f/∂z does not contribute to the variance, which is the least for independent
	// components.
	Rademacher ProbeKind = iota
	// Gaussian draws standard normal numbers, as FFJORD does by default.
	Gaussian
)

// Route is a computation of the trace.
type Route int

const (
	// RouteAuto takes the cheapest route that the field allows.
	RouteAuto Route = iota
	// RouteClosedForm multiplies out the Jacobian's factors, for networks of one or two hidden layers.
	RouteClosedForm
	// RouteTangents takes D tangents through the middle layers of a deeper network.
	RouteTangents
	// RouteCotangents pulls D cotangents back through any field, by one VJP over a tiled batch.
	RouteCotangents
	// RouteProbes estimates by Hutchinson's method.
	RouteProbes
	// RouteSketch estimates by Hutch++.
	RouteSketch
	// RouteDiagonal sums the diagonal of the Jacobian, for a field that knows it (dynamics.Diagonal), such as hollow
	// networks.
	RouteDiagonal
)

var routeNames = [...]string{"auto", "closed form", "tangents", "cotangents", "probes", "sketch and probes", "diagonal"}

// String names the route, or gives its number if there is no such route.
func (r Route) String() string {
	if r < 0 || int(r) >= len(routeNames) {
		return fmt.Sprintf("Route(%d)", int(r))
	}
	return routeNames[r]
}

// Settings say how the trace is computed. The zero value is the exact trace by the cheapest route.
type Settings struct {
	Method Method
	Probes int       // number of random vectors k; 0: 1, or 2 for HutchPP, which is its least
	Kind   ProbeKind // distribution of the probes
	Route  Route     // of Exact; a route that the field does not allow is refused
}
