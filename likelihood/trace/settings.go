// Settings: the method of the trace, and its probes.

package trace

import "fmt"

// Method says how tr ∂f/∂z is computed.
type Method int

const (
	// Exact is the trace itself, by the cheapest of ClosedForm, Tangents, Cotangents and Diagonal for the field; see
	// Flow.Trace.
	Exact Method = iota
	// Hutchinson is the mean of εᵀ(∂f/∂z)ε over Probes random vectors ε with E ε = 0 and Cov ε = I, fixed during a
	// solve (Grathwohl et al., FFJORD, 2019, eq. 7). It is unbiased for the log-density, with a variance proportional
	// to 1/Probes. The ε of a row depend on the request's ProbeSeed and on the row's index in the batch.
	Hutchinson
	// HutchPP is Hutch++ (Meyer, Musco, Musco, Woodruff, 2021): half of the Probes, rounded down, find the directions in
	// which ∂f/∂z is large, where the trace is then exact, and the others estimate the rest. It is unbiased too, takes
	// Probes + Probes/2 products with ∂f/∂z, and has the smaller variance if few directions dominate ∂f/∂z.
	HutchPP
	// ClosedForm is exact: it multiplies out the Jacobian's factors, for networks of one or two hidden layers. Gated layers
	// have too many factors for it, and so have Hyper and Blend ones if each row has its own t.
	ClosedForm
	// Tangents is exact: it takes D tangents through the middle layers of a deeper network.
	Tangents
	// Cotangents is exact, for any field: D tangents go through all of it, by one JVP over a tiled batch. Where an operation
	// of the field is not of package graph, D cotangents are pulled back one after another instead.
	Cotangents
	// Diagonal is exact: it sums the diagonal of the Jacobian, for a field that knows it (dynamics.Diagonal), such as
	// hollow networks.
	Diagonal
)

var methodNames = [...]string{"exact", "Hutchinson", "Hutch++", "closed form", "tangents", "cotangents", "diagonal"}

// String names the method, or gives its number if there is no such method.
func (m Method) String() string {
	if m < 0 || int(m) >= len(methodNames) {
		return fmt.Sprintf("Method(%d)", int(m))
	}
	return methodNames[m]
}

// Settings say how the trace is computed. The zero value is the exact trace, by the cheapest method.
type Settings struct {
	Method Method // one that the field does not allow is refused
	Probes int    // number of random vectors k, at most 1024; 0: 1, or 2 for HutchPP, which is its least
	// Gaussian draws probes of standard normal numbers, as FFJORD does by default. Otherwise they are ±1 (Rademacher): the
	// diagonal of ∂f/∂z then does not contribute to the variance, which is the least for independent components.
	Gaussian bool
}
