// Activation: the functions between layers, with their derivatives, of which Jacobians are made.

package dynamics

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	G "gorgonia.org/gorgonia"
)

// Activation names an element-wise function between layers.
type Activation string

// The activations.
const (
	Tanh     Activation = "tanh"
	Softplus Activation = "softplus" // log(1+eˣ)
	// ELU is x, or eˣ-1 below 0. Its second derivative jumps at 0, where it is 1. So the trace has kinks there, and the
	// right-hand side of a gradient has jumps. Error control sees values, not derivatives: in float32 at a tolerance of
	// 2e-6 gradients of ELU networks have errors up to 1e-2 where those of smooth activations have 1e-4, and steps are
	// shorter. Prefer Softplus, Swish, SiLU, GELU or Tanh unless weights are given.
	ELU   Activation = "elu"
	Swish Activation = "swish" // x·sigmoid(x·softplus(β)) with one trainable β a layer; Ramachandran et al. 2017
	// SiLU is Swish with β fixed, x·sigmoid(x).
	SiLU     Activation = "silu"
	Square   Activation = "square" // x²; it grows fast and suits small networks
	Identity Activation = "identity"
	GELU     Activation = "gelu" // x·Φ(x), exact; Hendrycks and Gimpel 2016
	Sin      Activation = "sin"  // Sitzmann et al. 2020, without their factor 30
	Sigmoid  Activation = "sigmoid"
	// SELU is λx, or λα(eˣ-1) below 0, with λ = 1.0507… and α = 1.6732… (Klambauer et al. 2017). Its slope jumps at 0,
	// from 1.76 to 1.05, so TwiceDifferentiable refuses it.
	SELU Activation = "selu"
	// ReLU is max(x, 0). Its second derivative is 0 almost everywhere, so the gradient of a density lacks the terms
	// with second derivatives, and TwiceDifferentiable refuses it.
	ReLU Activation = "relu"
)

// activations in the order of Activations.
var activations = []Activation{Tanh, Softplus, ELU, Swish, SiLU, Square, Identity, GELU, Sin, Sigmoid, SELU, ReLU}

// Activations lists all activations.
func Activations() []Activation { return slices.Clone(activations) }

// UnmarshalText accepts the names of the constants, and an empty text for the default; anything else is a
// *SettingError.
func (a *Activation) UnmarshalText(text []byte) error {
	name := Activation(text)
	if name != "" {
		if err := oneOf("Activation", name, activations); err != nil {
			return err
		}
	}
	if a == nil {
		return &SettingError{"Activation", nil, "a place to put it"}
	}
	*a = name
	return nil
}

// TwiceDifferentiable returns a *NotSmoothError for ReLU and SELU, nil for the others.
func (a Activation) TwiceDifferentiable() error {
	if a != ReLU && a != SELU {
		return nil
	}
	return &NotSmoothError{Activation: a, Why: "its slope jumps at 0, where there is none: the gradient of the trace " +
		"of the Jacobian would be wrong without notice; use softplus, elu, swish or gelu"}
}

// HasParameter reports whether the activation has a trainable parameter β, 1×1.
func (a Activation) HasParameter() bool { return a == Swish }

// swishStart is the β at which softplus(β) = 1, so that Swish starts as x·sigmoid(x).
var swishStart = elementary.Log(math.E - 1)

// Build adds y = σ(x) to the graph and returns it with a function that adds σ'(x), made from the nodes of y where that
// saves work. The derivative is nil where σ' = 1. beta is the activation's parameter; activations without one ignore
// it. An activation that is not one of the constants fails the Builder.
func (a Activation) Build(b *graph.Builder, x, beta *G.Node) (y *G.Node, derivative func() *G.Node) {
	switch a {
	case Tanh:
		y = b.Tanh(x)
		return y, func() *G.Node { return b.OneMinusSquare(y) }
	case Softplus:
		return b.Softplus(x), func() *G.Node { return b.Sigmoid(x) }
	case ELU:
		e := b.Exp(b.MinZero(x))
		return b.Shift(b.Add(b.MaxZero(x), e), -1), func() *G.Node { return e }
	case Swish:
		return buildSwish(b, x, beta)
	case SiLU:
		return buildSiLU(b, x)
	case Square:
		return b.Square(x), func() *G.Node { return b.Scale(x, 2) }
	case Identity:
		return x, func() *G.Node { return nil }
	case GELU:
		return buildGELU(b, x)
	case Sin:
		return b.Sin(x), func() *G.Node { return b.Cos(x) }
	case Sigmoid:
		y = b.Sigmoid(x)
		return y, func() *G.Node { return b.LogisticPrime(y) }
	case SELU:
		return buildSELU(b, x)
	case ReLU:
		return b.MaxZero(x), func() *G.Node { return b.Step(x) }
	}
	b.Fail(oneOf("Activation", a, activations))
	return nil, func() *G.Node { return nil }
}

// buildSwish adds y = x·s and y' = s + kx·s(1-s) with k = softplus(β) and s = sigmoid(kx).
func buildSwish(b *graph.Builder, x, beta *G.Node) (*G.Node, func() *G.Node) {
	kx := b.Mul(x, b.Softplus(beta))
	s := b.Sigmoid(kx)
	return b.Mul(x, s), func() *G.Node {
		return b.Add(s, b.Mul(kx, b.LogisticPrime(s)))
	}
}

// buildGELU adds y = x·Φ(x) and y' = Φ(x) + x·φ(x) with the standard normal density φ.
func buildGELU(b *graph.Builder, x *G.Node) (*G.Node, func() *G.Node) {
	cumulative := b.NormCDF(x)
	return b.Mul(x, cumulative), func() *G.Node {
		density := b.Scale(b.Exp(b.Scale(b.Square(x), -0.5)), 1/math.Sqrt(2*math.Pi))
		return b.Add(cumulative, b.Mul(x, density))
	}
}

// buildSiLU adds y = x·s and y' = s + x·s(1-s) with s = sigmoid(x).
func buildSiLU(b *graph.Builder, x *G.Node) (*G.Node, func() *G.Node) {
	s := b.Sigmoid(x)
	return b.Mul(x, s), func() *G.Node { return b.Add(s, b.Mul(x, b.LogisticPrime(s))) }
}

// The constants of SELU with which zero mean and unit variance are a fixed point (Klambauer et al. 2017).
const (
	seluScale = 1.0507009873554804934193349852946
	seluAlpha = 1.6732632423543772848170429916717
)

// buildSELU adds y = λ(max(x, 0) + α(e-1)) and y' = λ(α·e + (1-α)[x > 0]) with e = exp(min(x, 0)).
func buildSELU(b *graph.Builder, x *G.Node) (*G.Node, func() *G.Node) {
	e := b.Exp(b.MinZero(x))
	y := b.Add(b.Scale(b.MaxZero(x), seluScale), b.Scale(b.Shift(e, -1), seluScale*seluAlpha))
	return y, func() *G.Node {
		return b.Add(b.Scale(e, seluScale*seluAlpha), b.Scale(b.Step(x), seluScale*(1-seluAlpha)))
	}
}
