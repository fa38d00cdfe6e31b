// The work of recomputation is the least there is.

package backward

import "testing"

// TestFirstKept: with any room, as many steps are taken as by the best choice of each kept state, which trying all of them
// finds.
func TestFirstKept(t *testing.T) {
	const most = 60
	var least, taken [most][most]int // by room and steps
	for room := range most {
		for n := 1; n < most; n++ {
			// Without a kept state the steps are taken once for each state, and otherwise those from the kept state with
			// less room, and then those before it.
			work := func(table *[most][most]int, kept int) int {
				if kept == n {
					return n + table[room][n-1]
				}
				return kept + table[room-1][n-kept] + table[room][kept-1]
			}
			best := work(&least, n)
			for kept := 1; room > 0 && kept < n; kept++ {
				best = min(best, work(&least, kept))
			}
			least[room][n], taken[room][n] = best, work(&taken, firstKept(n, room))
			if taken[room][n] != best {
				t.Fatalf("%d steps with room for %d states: %d are taken, %d would be enough", n, room, taken[room][n], best)
			}
		}
	}
}
