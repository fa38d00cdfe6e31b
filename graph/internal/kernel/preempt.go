// This file keeps calls of assembly short.

package kernel

// longestCall bounds the elements of one call of assembly: Go's scheduler cannot interrupt it, so a garbage collection
// would wait for the end of a longer one.
const longestCall = 1 << 16

// eachPiece divides features × lanes with more than longestCall elements into parts of at most so many, whole features if
// possible. Parts of a feature begin at whole vectors.
func eachPiece(features, lanes int, call func(c, r, features, lanes int)) {
	byLane := min(lanes, longestCall)
	byFeature := longestCall / byLane
	for c := 0; c < features; c += byFeature {
		for r := 0; r < lanes; r += byLane {
			call(c, r, min(byFeature, features-c), min(byLane, lanes-r))
		}
	}
}

// lanePiece is the number of lanes to take at a time for sums over features: enough for the widest loop, even if that makes
// a call longer than longestCall.
func lanePiece(features, lanes int) int {
	const widest = 8 * Pad
	if features*lanes <= longestCall {
		return lanes
	}
	return max(longestCall/features/widest*widest, widest)
}
