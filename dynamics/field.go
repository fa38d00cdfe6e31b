// Field: the interface of a right-hand side, and what else a field can tell of itself.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Field is the right-hand side of dz/dt = f(t, z; θ), or f(t, z, c; θ) under a condition c.
type Field interface {
	// Dim is D, the number of components of z.
	Dim() int
	// Params are θ; every graph that Build is called for reads the same values.
	Params() *graph.Params
	// Build adds f to the builder's graph and returns it, R×D. t is 1×1 or R×1, z is R×D, c is
	// R×CondDim, or nil for a field that is not Conditional. It may be called many times for one
	// graph, with other nodes.
	Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error)
}

// Conditional is a Field that reads a condition c.
type Conditional interface {
	// CondDim is the width of c; 0 says that there is none.
	CondDim() int
}

// Layered is a Field that knows its Jacobian ∂f/∂z as a product of factors, which allows exact
// traces at a fraction of the price of D derivatives.
type Layered interface {
	// BuildLayers adds f as Build does and returns the factors of ∂f/∂z in the order in which a
	// tangent, a row vector ż, meets them: ḟ = ż·F₁·F₂⋯, so (∂f/∂z)ᵀ = F₁·F₂⋯ for each row.
	// A diagonal that all rows share is best left apart from one that they do not.
	BuildLayers(b *graph.Builder, t, z, c *G.Node) (f *G.Node, chain []Factor, err error)
}

// Factor is one factor of a row's Jacobian: a matrix that all rows share, or a diagonal.
// Exactly one of the two is set.
type Factor struct {
	Weight *G.Node // fixed, in×out: v → v·Weight
	Diag   *G.Node // R×H, or 1×H where it is the same for all rows: v → v∘Diag
}

// Diagonal is a Field that knows the diagonal of its Jacobian ∂f/∂z, whose sum is the exact trace. Of a field that is Layered too, its
// layers are not asked for then.
type Diagonal interface {
	// BuildDiagonal adds f as Build does and returns with it ∂fᵢ/∂zᵢ of each row, R×D.
	BuildDiagonal(b *graph.Builder, t, z, c *G.Node) (f, diagonal *G.Node, err error)
}

// Smooth is a Field that knows whether its second derivatives are of use.
type Smooth interface {
	// TwiceDifferentiable returns nil, or an error that says why not.
	TwiceDifferentiable() error
}

// CondDim is the width of the condition that f reads, 0 for none.
func CondDim(f Field) int {
	if c, ok := f.(Conditional); ok {
		return c.CondDim()
	}
	return 0
}

// TwiceDifferentiable returns an error if f says that its second derivatives mislead, as a
// *NotSmoothError does for relu. Who differentiates a density asks first: the density contains
// tr ∂f/∂z, so that its gradient contains second derivatives.
func TwiceDifferentiable(f Field) error {
	if s, ok := f.(Smooth); ok {
		return s.TwiceDifferentiable()
	}
	return nil
}
