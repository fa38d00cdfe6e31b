//go:build amd64 && !purego

package kernel

// unaryCode holds the loops over whole vectors, for each function: AVX2 float32 and float64, AVX-512 float32
// and float64.
var unaryCode = [unaryFuncs][4]func(dst, x *byte, vectors int){
	Neg:            {negAVX2F32, negAVX2F64, negAVX512F32, negAVX512F64},
	Tanh:           {tanhAVX2F32, tanhAVX2F64, tanhAVX512F32, tanhAVX512F64},
	Sigmoid:        {sigmoidAVX2F32, sigmoidAVX2F64, sigmoidAVX512F32, sigmoidAVX512F64},
	Softplus:       {softplusAVX2F32, softplusAVX2F64, softplusAVX512F32, softplusAVX512F64},
	Exp:            {expAVX2F32, expAVX2F64, expAVX512F32, expAVX512F64},
	Sqrt:           {sqrtAVX2F32, sqrtAVX2F64, sqrtAVX512F32, sqrtAVX512F64},
	Square:         {squareAVX2F32, squareAVX2F64, squareAVX512F32, squareAVX512F64},
	Inverse:        {inverseAVX2F32, inverseAVX2F64, inverseAVX512F32, inverseAVX512F64},
	OneMinusSquare: {oneMinusSquareAVX2F32, oneMinusSquareAVX2F64, oneMinusSquareAVX512F32, oneMinusSquareAVX512F64},
	LogisticPrime:  {logisticPrimeAVX2F32, logisticPrimeAVX2F64, logisticPrimeAVX512F32, logisticPrimeAVX512F64},
	MinZero:        {minZeroAVX2F32, minZeroAVX2F64, minZeroAVX512F32, minZeroAVX512F64},
	MaxZero:        {maxZeroAVX2F32, maxZeroAVX2F64, maxZeroAVX512F32, maxZeroAVX512F64},
	Step:           {stepAVX2F32, stepAVX2F64, stepAVX512F32, stepAVX512F64},
	Log:            {logAVX2F32, logAVX2F64, logAVX512F32, logAVX512F64},
	Sin:            {sinAVX2F32, sinAVX2F64, sinAVX512F32, sinAVX512F64},
	Cos:            {cosAVX2F32, cosAVX2F64, cosAVX512F32, cosAVX512F64},
	NormCDF:        {normCDFAVX2F32, normCDFAVX2F64, normCDFAVX512F32, normCDFAVX512F64},
	Abs:            {absAVX2F32, absAVX2F64, absAVX512F32, absAVX512F64},
}

func unaryVector[T Float](f UnaryFunc, dst, x []T, count int) bool {
	if level == levelNone {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if (f == Sin || f == Cos) && anyBeyond(x[at:], n) {
			trigonometricFar(f, dst[at:], x[at:], n)
			continue
		}
		runUnary(f, dst[at:], x[at:], n)
	}
	return true
}

func runUnary[T Float](f UnaryFunc, dst, x []T, count int) {
	code := unaryCode[f][codeIndex[T]()]
	code((*byte)(pointer(dst)), (*byte)(pointer(x)), wholeVectorCount[T](count))
}

// codeIndex is the position of the code for this processor and element type in a table such as unaryCode.
func codeIndex[T Float]() int {
	index := 2 * (level - levelAVX2)
	if !isFloat32[T]() {
		index++
	}
	return index
}
