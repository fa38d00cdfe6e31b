//go:build amd64 && !purego

package kernel

// pairCode is to Pair what unaryCode is to Unary.
var pairCode = [pairFuncs][4]func(first, second, x *byte, vectors int){
	SoftplusSigmoid: {softplusSigmoidAVX2F32, softplusSigmoidAVX2F64, softplusSigmoidAVX512F32, softplusSigmoidAVX512F64},
	SinCos:          {sinCosAVX2F32, sinCosAVX2F64, sinCosAVX512F32, sinCosAVX512F64},
}

func pairVector[T Float](f PairFunc, first, second, x []T, count int) bool {
	if level == levelNone {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if f == SinCos && anyBeyond(x[at:], n) {
			sinCosFar(first[at:], second[at:], x[at:], n)
			continue
		}
		runPair(f, first[at:], second[at:], x[at:], n)
	}
	return true
}

func runPair[T Float](f PairFunc, first, second, x []T, count int) {
	code := pairCode[f][codeIndex[T]()]
	code((*byte)(pointer(first)), (*byte)(pointer(second)), (*byte)(pointer(x)), wholeVectorCount[T](count))
}
