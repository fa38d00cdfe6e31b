// This file has the element-wise functions of one operand.

package kernel

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
	unaryFuncs
)

// Unary sets dst[i] = f(x[i]) for i < count. Elements up to RoundUp(count) may be read and written.
func Unary[T Float](f UnaryFunc, dst, x []T, count int) {
	if count <= 0 {
		return
	}
	_, _ = dst[count-1], x[count-1]
	if unaryVector(f, dst, x, count) {
		return
	}
	unaryPortable(f, dst[:count], x[:count])
}
