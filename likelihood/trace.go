package likelihood

import (
	"fmt"
	"math/rand/v2"

	"github.com/pkg/errors"
)

// TraceMethod says how tr ∂f/∂z is found.
type TraceMethod int

const (
	// Exact is the trace itself, by the cheapest route there is for the field; see Flow.Trace.
	Exact TraceMethod = iota
	// Hutchinson is the mean of εᵀ(∂f/∂z)ε over Probes random vectors ε with E ε = 0 and Cov ε = I, fixed for a solve
	// (Grathwohl et al., FFJORD, 2019, eq. 7): unbiased for the log-density, with a variance that falls as 1/Probes. A row's
	// ε follow from Request.ProbeSeed and its place in the batch.
	Hutchinson
	// HutchPP is Hutch++ (Meyer, Musco, Musco, Woodruff, 2021): half of the Probes, rounded down, find the directions in
	// which ∂f/∂z is large, where the trace is then exact, and the others estimate the rest. Unbiased too; it takes
	// Probes + Probes/2 products with ∂f/∂z, and is the better of the two where few directions make most of ∂f/∂z.
	HutchPP
)

// ProbeKind is the distribution of Hutchinson's ε.
type ProbeKind int

const (
	// Rademacher draws ±1: the diagonal of ∂f/∂z adds nothing to the variance, which no other distribution beats.
	Rademacher ProbeKind = iota
	// Gaussian draws standard normal numbers, as FFJORD does by default.
	GaussianProbes
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
)

var routeNames = [...]string{"auto", "closed form", "tangents", "cotangents", "probes", "sketch and probes"}

// String names the route, or gives the number of one that does not exist.
func (r Route) String() string {
	if r < 0 || int(r) >= len(routeNames) {
		return fmt.Sprintf("Route(%d)", int(r))
	}
	return routeNames[r]
}

// TraceSettings say how the trace is found. The zero value is the exact one by the cheapest route.
type TraceSettings struct {
	Method TraceMethod
	Probes int       // number of random vectors k; 0: 1, for HutchPP 2, which is the least it can do with
	Kind   ProbeKind // distribution of the probes
	Route  Route     // of Exact; anything but RouteAuto is refused where the field does not allow it
}

// maxProbes bounds them: each is a part of the compiled step.
const maxProbes = 1 << 10

func (s *TraceSettings) check() error {
	switch {
	case s.Method < Exact || s.Method > HutchPP:
		return errors.Wrapf(ErrSettings, "trace method %d is not known", s.Method)
	case s.Probes < 0 || s.Probes > maxProbes:
		return errors.Wrapf(ErrSettings, "%d probes, want 1 to %d", s.Probes, maxProbes)
	case s.Method == HutchPP && s.Probes == 1:
		return errors.Wrap(ErrSettings, "Hutch++ with 1 probe, want at least 2: one to sketch with, one for the rest")
	case s.Kind < Rademacher || s.Kind > GaussianProbes:
		return errors.Wrapf(ErrSettings, "probe kind %d is not known", s.Kind)
	case s.Route < RouteAuto || s.Route > RouteCotangents:
		return errors.Wrapf(ErrSettings, "route %d is not one to an exact trace", s.Route)
	}
	return nil
}

// probes is k, at least 1.
func (s *TraceSettings) probes() int {
	if s.Method == HutchPP {
		return max(s.Probes, 2)
	}
	return max(s.Probes, 1)
}

// sketch is how many of the probes sketch the range of ∂f/∂z.
func (s *TraceSettings) sketch() int {
	if s.Method == HutchPP {
		return s.probes() / 2
	}
	return 0
}

// kindOf is the distribution of a probe: those that sketch are normal, since vectors of ±1 are often dependent in few
// dimensions.
func (s *TraceSettings) kindOf(probe int) ProbeKind {
	if probe < s.sketch() {
		return GaussianProbes
	}
	return s.Kind
}

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

// draw is one number of mean 0 and variance 1.
func (k ProbeKind) draw(rng *rand.Rand) float64 {
	if k == GaussianProbes {
		return rng.NormFloat64()
	}
	return float64(2*int64(rng.Uint64()>>63) - 1)
}
