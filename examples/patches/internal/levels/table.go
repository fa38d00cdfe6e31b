// Tables: how often a level had which difference from its neighbour's, by context.

package levels

import "math"

const (
	reach    = 6           // steps from the neighbour's level that are counted one by one
	outcomes = 2*reach + 3 // those, and steps beyond on either side
	fall     = 0.9         // ratio of the probability of a step to that of the step before it, beyond reach
	borrowed = 2           // counts that a context takes from the context without its farthest difference
)

// table has log-probabilities of steps by kind, context and outcome.
type table struct {
	weight float64 // of patches
	counts []float32
	log    []float32
}

func newTable(kinds int) *table {
	return &table{counts: make([]float32, kinds*contexts*outcomes), log: make([]float32, kinds*contexts*outcomes)}
}

func outcome(step int) int { return min(max(step, -reach-1), reach+1) + reach + 1 }

// beyond is the log-probability of a step that is not counted by itself, given its side.
func beyond(step int) float64 {
	if step = max(step, -step) - reach - 1; step >= 0 {
		return math.Log(1-fall) + float64(step)*math.Log(fall)
	}
	return 0
}

// count adds a patch. Its first pixel has no neighbour, and any level.
func (t *table) count(g *grid, u []int, weight float32) {
	for at := 1; at < len(u); at++ {
		p := &g.places[at]
		t.counts[(p.kind*contexts+p.context(u))*outcomes+outcome(u[at]-u[p.near[0]])] += weight
	}
}

// conditional is log-probability of a pixel's level given those before it.
func (t *table) conditional(g *grid, u []int, at int) float64 {
	if at == 0 {
		return 0
	}
	p := &g.places[at]
	step := u[at] - u[p.near[0]]
	return float64(t.log[(p.kind*contexts+p.context(u))*outcomes+outcome(step)]) + beyond(step)
}

// finish turns counts to log-probabilities and forgets them.
func (t *table) finish() {
	block := contexts * outcomes
	for lo := 0; lo < len(t.counts); lo += block {
		shares := smooth(t.counts[lo:lo+block], contexts)
		for i, v := range shares {
			t.log[lo+i] = float32(math.Log(v))
		}
	}
	clear(t.counts)
}

// smooth is the probabilities of outcomes in n contexts, those of shorter contexts beside the counts.
func smooth(counts []float32, n int) []float64 {
	prior, borrow := make([]float64, outcomes), borrowed/2.0
	for i := range prior {
		prior[i] = 1.0 / outcomes
	}
	if n > 1 {
		prior, borrow = smooth(shorter(counts, n), n/digits), borrowed
	}
	shares := make([]float64, len(counts))
	for lo := 0; lo < len(counts); lo += outcomes {
		total := borrow
		for _, v := range counts[lo : lo+outcomes] {
			total += float64(v)
		}
		for i, v := range counts[lo : lo+outcomes] {
			shares[lo+i] = (float64(v) + borrow*prior[(lo+i)%len(prior)]) / total
		}
	}
	return shares
}

// shorter adds up counts over the farthest difference.
func shorter(counts []float32, n int) []float32 {
	sums := make([]float32, n/digits*outcomes)
	for i, v := range counts {
		sums[i%len(sums)] += v
	}
	return sums
}
