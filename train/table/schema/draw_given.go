// Classes that are drawn given others, as often as the model has them together.

package schema

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"
)

// unknown is the level of a class that is to be drawn.
const unknown = -1

// givenClasses draws classes given others.
type givenClasses struct {
	*classes
	combinations [][]int // that occurred
	rows         []float64
	sums         map[string][]float64 // of the combinations' weights up to each of them, by what is given
}

func (p *classes) given() *givenClasses {
	g := &givenClasses{classes: p, sums: map[string][]float64{}}
	for _, key := range slices.Sorted(maps.Keys(p.counts)) {
		levels := make([]int, len(p.levels))
		for k := range levels {
			levels[k] = int(binary.BigEndian.Uint32([]byte(key[4*k:])))
		}
		g.combinations, g.rows = append(g.combinations, levels), append(g.rows, float64(p.counts[key]))
	}
	return g
}

// draw draws the levels that are unknown: those of a combination that occurred, or each by itself, as logProb adds the two.
func (g *givenClasses) draw(levels []int, random *rand.Rand) {
	sums, rest := g.upTo(levels), g.rest(levels)
	at := random.Float64() * (rest + sums[len(sums)-1])
	i := slices.IndexFunc(sums[1:], func(sum float64) bool { return sum > at })
	for k, level := range levels {
		switch {
		case level != unknown:
		case i >= 0:
			levels[k] = g.combinations[i][k]
		case len(g.levels[k]) > 0:
			levels[k] = g.classes.draw(k, random)
		}
	}
}

// upTo are the sums of the weights of combinations, from 0 on; those that have other levels than the given ones have none.
func (g *givenClasses) upTo(levels []int) []float64 {
	g.key = levelsKey(g.key[:0], levels)
	if sums, known := g.sums[string(g.key)]; known {
		return sums
	}
	sums := make([]float64, 1, len(g.rows)+1)
	for i, combination := range g.combinations {
		weight := g.rows[i]
		if g.backoff {
			weight = max(weight-1, 0)
		}
		for k, level := range levels {
			if level != unknown && level != combination[k] {
				weight = 0
			}
		}
		sums = append(sums, sums[i]+weight)
	}
	g.sums[string(g.key)] = sums
	return sums
}

// rest is the weight of all combinations with the given levels that is not of those that occurred.
func (g *givenClasses) rest(levels []int) float64 {
	rest := halfCount
	if g.backoff {
		rest = g.occurred
	}
	for k, level := range levels {
		of, n := g.levels[k], float64(len(g.levels[k]))
		switch {
		case level == unknown && !g.backoff:
			rest *= n
		case level != unknown && g.backoff:
			rest *= (of[level] + halfCount) / (g.occurred + float64(halfCount*n))
		}
	}
	return rest
}
