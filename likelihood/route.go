package likelihood

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// route decides how the exact trace is found, and says why.
func (r *rightSide) route() (Route, string, error) {
	layers := 0
	if r.chain != nil {
		layers = len(r.chain.weights)
	}
	closed := r.chain != nil && r.chain.hasClosedForm(r.b)
	switch wanted := r.trace.Route; {
	case wanted == RouteClosedForm && !closed:
		return 0, "", errors.Wrapf(ErrSettings, "no closed form of the trace: %s", r.whyNotClosed(layers))
	case wanted == RouteTangents && layers < 2:
		return 0, "", errors.Wrap(ErrSettings, "tangents need a field that tells at least two layers")
	case wanted != RouteAuto:
		return wanted, "asked for", nil
	case closed:
		return RouteClosedForm, "the layers' product can be multiplied out", nil
	case layers >= 2:
		return RouteTangents, r.whyNotClosed(layers), nil
	}
	return RouteCotangents, "the field does not tell its layers", nil
}

func (r *rightSide) whyNotClosed(layers int) string {
	switch {
	case r.chain == nil:
		return "the field does not tell its layers"
	case layers > 3:
		return "more than two hidden layers"
	}
	return "the output gate differs from row to row (with integrate.Shared it would not, and there would be a closed form)"
}

// genericTrace takes a field as it is: D tangents at once, or where it has operations that are not of package graph D
// cotangents one after another.
func (r *rightSide) genericTrace() *G.Node { return r.b.Trace(r.f, r.z) }
