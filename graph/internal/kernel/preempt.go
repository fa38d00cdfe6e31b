// This file keeps calls of assembly short.

package kernel

// longestCall bounds the elements that one call of assembly goes over: Go's scheduler cannot interrupt it, so
// that a garbage collection would wait for the end of a longer one.
const longestCall = 1 << 16

// eachPiece divides features × lanes, more than longestCall elements, into parts of no more than that many,
// whole features where possible. Parts of a feature begin at whole vectors.
func eachPiece(features, lanes int, call func(c, r, features, lanes int)) {
	byLane := min(lanes, longestCall)
	byFeature := longestCall / byLane
	for c := 0; c < features; c += byFeature {
		for r := 0; r < lanes; r += byLane {
			call(c, r, min(byFeature, features-c), min(byLane, lanes-r))
		}
	}
}

// lanePiece is how many lanes at a time to take for sums down the features: enough for the widest loop,
// even if that makes a call a long one.
func lanePiece(features, lanes int) int {
	const widest = 8 * Pad
	if features*lanes <= longestCall {
		return lanes
	}
	return max(longestCall/features/widest*widest, widest)
}
