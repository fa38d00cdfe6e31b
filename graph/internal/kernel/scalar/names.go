// The names of functions, for messages.

package scalar

import "fmt"

var unaryNames = [UnaryFuncs]string{"Neg", "Tanh", "Sigmoid", "Softplus", "Exp", "Log", "Sqrt", "Sin", "Cos", "Square", "Inverse",
	"OneMinusSquare", "LogisticPrime", "NormCDF", "MinZero", "MaxZero", "Step", "Abs", "Log1p", "Expm1"}

// Known reports whether there is such a function.
func (f UnaryFunc) Known() bool { return f < UnaryFuncs }

func (f UnaryFunc) String() string {
	if !f.Known() {
		return fmt.Sprintf("UnaryFunc(%d)", uint8(f))
	}
	return unaryNames[f]
}

// Known reports whether there is such a function.
func (f BinaryFunc) Known() bool { return f < BinaryFuncs }

func (f BinaryFunc) String() string {
	if !f.Known() {
		return fmt.Sprintf("BinaryFunc(%d)", uint8(f))
	}
	return [...]string{"Add", "Sub", "Mul", "Div"}[f]
}
