// Results: what the methods of flows and stacks find.

package likelihood

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// Gradient is the loss of a batch of R rows and its derivatives; one struct, since one solve there and back finds all of them.
type Gradient struct {
	Loss       float64   // NegLogProb plus the weighted penalties
	NegLogProb float64   // mean over rows of -log p(x), nats, in the data's own units
	Penalties  Penalties // the means over rows of the penalties' integrals, before they are weighted; 0 where not computed
	LogProb    []float64 // log p(x) of each row

	Params    [][]float64 // ∂Loss/∂ each of Flow.Params, row-major
	X         [][]float64 // R×D: ∂Loss/∂x, in the data's own units; ±Inf where a column's deviation is so small that it is beyond float64
	Condition [][]float64 // as GradientRequest.Condition: ∂Loss/∂c; nil for a flow without
	T0, T1    float64     // ∂Loss/∂ time of the base, of the data

	Forward, Backward ode.Stats
	// ReverseError is the largest distance by which backsolve's way back misses the data; 0 for other methods.
	ReverseError float64

	moments []moments // of what entered a stack's norms, for Stack.Observe
}

// Density is what LogProbWith finds for a batch of R rows.
type Density struct {
	LogProb []float64   // log p(x), nats, in the data's own units
	Base    [][]float64 // R×D: z(T0), the points of the base that the rows come from
	Change  []float64   // Δl = ∫ tr ∂f/∂z dt from T1 to T0, nats, of a stack with its norms: log p(x′) = log p0(z(T0)) + Δl
	Stats   ode.Stats

	Certificate *Certificate // how far LogProb may be off; nil unless LogProbRequest.Certify
}

// Samples are what SampleWith draws.
type Samples struct {
	X       [][]float64 // n×D, in the data's units
	LogProb []float64   // log p(x) in nats, in the data's units; nil unless asked for
	Base    [][]float64 // n×D: z(T0), the draws from the base
	Stats   ode.Stats
}
