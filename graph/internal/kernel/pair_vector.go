// This file hands pairs of functions to assembly.

package kernel

func pairVector[T Float](f PairFunc, first, second, x []T, count int) bool {
	if activeCode[T]() == nil {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if f == SinCos && anyBeyond(x[at:], n) {
			sineAndCosine(first[at:], second[at:], x[at:], n)
			continue
		}
		runPair(f, first[at:], second[at:], x[at:], n)
	}
	return true
}

func runPair[T Float](f PairFunc, first, second, x []T, count int) {
	code := activeCode[T]().pair[f]
	code((*byte)(pointer(first)), (*byte)(pointer(second)), (*byte)(pointer(x)), wholeVectorCount[T](count))
}
