// Powers by constants, which take several steps.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// AddPower adds the steps of x^p for a p other than 1, each a value like v, and returns the last one.
func (p *Program) AddPower(v Value, x *Value, exponent float64) *Value {
	s := powerSteps{p, v}
	switch {
	case exponent == 0: // not 0·x + 1, which is no number where x is infinite
		return s.step(Affine{Shift: 1}, s.unary(scalar.Step, x))
	case exponent < 0:
		return s.unary(scalar.Inverse, s.positive(x, -exponent))
	}
	return s.positive(x, exponent)
}

// powerSteps adds values that are alike but for operation and arguments.
type powerSteps struct {
	*Program
	like Value
}

func (s powerSteps) step(o Op, x ...*Value) *Value {
	v := s.like
	v.Op, v.Args = o, x
	return s.Add(&v)
}

func (s powerSteps) unary(f scalar.UnaryFunc, x *Value) *Value { return s.step(Unary{Func: f}, x) }

// positive is a product of a whole power, a root, and eʳˡᵒᵍˣ for what remains of the exponent.
func (s powerSteps) positive(x *Value, exponent float64) (product *Value) {
	times := func(factor *Value) {
		if product != nil {
			factor = s.step(Binary{Func: scalar.Mul}, product, factor)
		}
		product = factor
	}
	whole, half, rest := scalar.PowerParts(exponent)
	if whole > 0 {
		times(s.whole(x, whole))
	}
	if half {
		times(s.unary(scalar.Sqrt, x))
	}
	if rest > 0 {
		times(s.unary(scalar.Exp, s.step(Affine{Scale: rest}, s.unary(scalar.Log, x))))
	}
	return product
}

// whole is xⁿ by squares: as many rounding errors as package math has, which squares too.
func (s powerSteps) whole(x *Value, n int) *Value {
	if n == 1 {
		return x
	}
	y := s.unary(scalar.Square, s.whole(x, n/2))
	if n%2 == 1 {
		y = s.step(Binary{Func: scalar.Mul}, y, x)
	}
	return y
}
