// This file has the pairs of functions that share most of their work.

package kernel

// PairFunc names two element-wise functions of one operand, a function and its derivative, that share most
// of their work.
type PairFunc uint8

// The pairs.
const (
	SoftplusSigmoid PairFunc = iota // log(1+eˣ) and 1/(1+e⁻ˣ), from one e^(-|x|)
	SinCos                          // sin x and cos x, from one reduction of the argument
	pairFuncs
)

// Parts returns the functions whose values Pair writes first and second.
func (f PairFunc) Parts() (first, second UnaryFunc) {
	if f == SinCos {
		return Sin, Cos
	}
	return Softplus, Sigmoid
}

// Pair sets first[i] and second[i] to the two functions of x[i] for i < count, with the bits that Unary gives
// for each by itself. Either may be x; they must not overlap each other. Elements up to RoundUp(count) may
// be read and written.
func Pair[T Float](f PairFunc, first, second, x []T, count int) {
	if count <= 0 {
		return
	}
	_, _, _ = first[count-1], second[count-1], x[count-1]
	if !pairVector(f, first, second, x, count) {
		pairPortable(f, first[:count], second[:count], x[:count])
	}
}
