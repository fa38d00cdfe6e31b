// Field: the interface of a right-hand side, and the optional interfaces of fields.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Field is the right-hand side of dz/dt = f(t, z; θ), or f(t, z, c; θ) under a condition c.
type Field interface {
	// Dim is D, the number of components of z.
	Dim() int
	// Params are θ. All graphs that Build adds f to share their values. A parameter that Build reads and that is not
	// among them is frozen: it has no gradient, and is in no file.
	Params() *graph.Params
	// Build adds f to the builder's graph and returns it, R×D. t is 1×1 or R×1, z is R×D, c is R×CondDim, or nil for a
	// field that is not Conditional. Build may be called many times for one graph, with other nodes.
	Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error)
}

// Conditional is a Field that reads a condition c.
type Conditional interface {
	// CondDim is the width of c; 0 means that there is none.
	CondDim() int
}

// Layered is a Field with a Jacobian ∂f/∂z that is a product of factors. Exact traces then cost a fraction of D
// derivatives.
type Layered interface {
	// BuildLayers adds f as Build does and returns the factors of ∂f/∂z in the order in which they multiply a tangent,
	// a row vector ż: ḟ = ż·F₁·F₂⋯, so (∂f/∂z)ᵀ = F₁·F₂⋯ for each row. Keep a diagonal that all rows share apart from
	// one that differs between rows.
	BuildLayers(b *graph.Builder, t, z, c *G.Node) (f *G.Node, chain []Factor, err error)
}

// Factor is one factor of a row's Jacobian: a matrix that all rows share, or a diagonal.
// Exactly one of the two is set.
type Factor struct {
	Weight *G.Node // in×out, the same for all rows: v → v·Weight
	Diag   *G.Node // R×H, or 1×H if it is the same for all rows: v → v∘Diag
}

// Diagonal is a Field with a cheap diagonal of its Jacobian ∂f/∂z. The sum of the diagonal is the exact trace. If a
// field is Layered too, traces use the diagonal.
type Diagonal interface {
	// BuildDiagonal adds f as Build does and returns ∂fᵢ/∂zᵢ of each row as well, R×D.
	BuildDiagonal(b *graph.Builder, t, z, c *G.Node) (f, diagonal *G.Node, err error)
}

// Smooth is a Field that says whether its second derivatives can be used.
type Smooth interface {
	// TwiceDifferentiable returns nil, or an error that says why not.
	TwiceDifferentiable() error
}

// CondDim is the width of the condition that f reads, 0 for a field without one.
func CondDim(f Field) int {
	if c, ok := f.(Conditional); ok {
		return c.CondDim()
	}
	return 0
}

// TwiceDifferentiable returns an error if the second derivatives of f mislead: a *NotSmoothError for ReLU and SELU.
// Call it before differentiating a density: the density contains tr ∂f/∂z, so its gradient contains second derivatives.
func TwiceDifferentiable(f Field) error {
	if s, ok := f.(Smooth); ok {
		return s.TwiceDifferentiable()
	}
	return nil
}
