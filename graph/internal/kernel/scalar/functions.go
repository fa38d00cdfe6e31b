// The functions by name: of one, two and three numbers, and pairs of one argument.

package scalar

// UnaryFunc names an element-wise function of one operand.
type UnaryFunc uint8

// The element-wise functions of one operand. OneMinusSquare and LogisticPrime are the derivatives of
// Tanh and Sigmoid as functions of their output.
const (
	Neg            UnaryFunc = iota // -x
	Tanh                            // tanh x
	Sigmoid                         // 1/(1+e⁻ˣ)
	Softplus                        // log(1+eˣ)
	Exp                             // eˣ
	Log                             // natural logarithm
	Sqrt                            // √x
	Sin                             // sin x
	Cos                             // cos x
	Square                          // x²
	Inverse                         // 1/x
	OneMinusSquare                  // 1-x²
	LogisticPrime                   // x(1-x)
	NormCDF                         // Φ(x), the standard normal distribution function
	MinZero                         // min(x, 0)
	MaxZero                         // max(x, 0)
	Step                            // 1 where x > 0, otherwise 0
	Abs                             // |x|
	Log1p                           // log(1+x)
	Expm1                           // eˣ-1
	UnaryFuncs
)

// BinaryFunc names an element-wise function of two operands.
type BinaryFunc uint8

// The element-wise functions of two operands.
const (
	Add BinaryFunc = iota // x + y
	Sub                   // x - y
	Mul                   // x · y
	Div                   // x / y
	BinaryFuncs
)

// TernaryFunc names a fused element-wise function of three operands.
type TernaryFunc uint8

// The fused functions. Two are the pullbacks of Tanh and Sigmoid given their output y; they have no operand z.
const (
	MulAdd            TernaryFunc = iota // x·y + z, rounded once if there is hardware for it
	MulOneMinusSquare                    // x·(1-y²)
	MulLogisticPrime                     // x·(y·(1-y))
	TanhMulAdd                           // tanh(x·y + z)
	SigmoidMulAdd                        // 1/(1+e^-(x·y + z))
	MulMul                               // x·y·z
	MulMulMinusTwo                       // x·y·(-2z), which is exact but for x·y·z
	TernaryFuncs
)

// ReadsAll reports whether the function has three operands.
func (f TernaryFunc) ReadsAll() bool { return f != MulOneMinusSquare && f != MulLogisticPrime }

// IsOfMulAdd reports whether the function is one of x·y + z.
func (f TernaryFunc) IsOfMulAdd() bool { return f == TanhMulAdd || f == SigmoidMulAdd }

// OfMulAdd is the function of x·y + z that one kernel computes.
var OfMulAdd = map[UnaryFunc]TernaryFunc{Tanh: TanhMulAdd, Sigmoid: SigmoidMulAdd}

// FactorFunc names the factor of a product: a function of y, as in those of TernaryFunc that multiply by x.
type FactorFunc uint8

// The functions of a factor.
const (
	Factor               FactorFunc = iota // y
	FactorOneMinusSquare                   // 1-y²
	FactorLogisticPrime                    // y·(1-y)
	FactorFuncs
)

// PairFunc names two element-wise functions of one operand, a function and its derivative, that share most
// of their work.
type PairFunc uint8

// The pairs.
const (
	SoftplusSigmoid PairFunc = iota // log(1+eˣ) and 1/(1+e⁻ˣ), from one e^(-|x|)
	SinCos                          // sin x and cos x, from one reduction of the argument
	PairFuncs
)

// Parts returns the functions whose values Pair writes first and second.
func (f PairFunc) Parts() (first, second UnaryFunc) {
	if f == SinCos {
		return Sin, Cos
	}
	return Softplus, Sigmoid
}
