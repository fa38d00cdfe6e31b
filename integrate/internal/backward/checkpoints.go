// Where the states lie that a recomputation keeps.

package backward

// firstKept is how many of the steps of a path come before the first state that it keeps, with room for so many states
// besides the last. With room for s states, n steps can be replayed with each taken r times at most if n < C(s+r+1, r): up to
// the first kept state r−1 times, and r times from there with room for one state less (Griewank, Walther, ACM TOMS 26
// (2000) 19–45, "revolve").
func firstKept(steps, room int) int {
	if room == 0 {
		return steps
	}
	// most is C(room+r, r−1), and more C(room+r+1, r).
	most, more, r := 1, room+2, 1
	for more <= steps {
		r++
		most, more = more, more*(room+r+1)/r
	}
	behind := most*(room+1)/(room+r) - 1 // C(room+r−1, r−1) − 1: what r−1 times are enough for behind the first kept state
	return min(most, steps-behind)
}
