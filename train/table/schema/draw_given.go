// Classes that are drawn given others, as often as the model has them together.

package schema

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"
	"sort"
)

// unknown is the level of a class that is to be drawn.
const unknown = -1

// givenClasses draws classes given others.
type givenClasses struct {
	*classes
	combinations [][]int // that occurred
	rows         []float64
	matching     map[string]*matching // by the given levels
	isSorted     map[string]bool      // whether matching has all combinations, by which classes are given
	shown        []int
}

// matching are the combinations that occurred with some given levels.
type matching struct {
	combinations [][]int
	sums         []float64 // of their weights up to each of them
}

func (p *classes) given() *givenClasses {
	g := &givenClasses{classes: p, matching: map[string]*matching{}, isSorted: map[string]bool{}}
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
	m, rest := g.find(levels), g.rest(levels)
	at := random.Float64() * (rest + m.weight())
	i := sort.Search(len(m.sums), func(i int) bool { return m.sums[i] > at })
	for k, level := range levels {
		switch {
		case level != unknown:
		case i < len(m.sums):
			levels[k] = m.combinations[i][k]
		case len(g.levels[k]) > 0:
			levels[k] = g.classes.draw(k, random)
		}
	}
}

// find returns the combinations with the given levels. The first time that these classes are given, it finds those of all levels.
func (g *givenClasses) find(levels []int) *matching {
	if g.show(levels, nil); !g.isSorted[string(g.key)] {
		g.isSorted[string(g.key)] = true
		for i, combination := range g.combinations {
			g.show(levels, combination)
			if g.matching[string(g.key)] == nil {
				g.matching[string(g.key)] = &matching{}
			}
			g.matching[string(g.key)].add(combination, g.weight(i))
		}
	}
	g.show(levels, levels)
	if m := g.matching[string(g.key)]; m != nil {
		return m
	}
	return &matching{}
}

// show makes the key of a combination in which only the given classes are known; of nil, one of these classes.
func (g *givenClasses) show(levels, combination []int) {
	g.shown = g.shown[:0]
	for k, level := range levels {
		switch {
		case level == unknown:
		case combination == nil:
			level = 0
		default:
			level = combination[k]
		}
		g.shown = append(g.shown, level)
	}
	g.key = levelsKey(g.key[:0], g.shown)
}

// weight is that of combination i among those that occurred.
func (g *givenClasses) weight(i int) float64 {
	if g.backoff {
		return max(g.rows[i]-1, 0)
	}
	return g.rows[i]
}

func (m *matching) add(combination []int, weight float64) {
	m.combinations, m.sums = append(m.combinations, combination), append(m.sums, m.weight()+weight)
}

// weight is the sum of all weights.
func (m *matching) weight() float64 {
	if len(m.sums) == 0 {
		return 0
	}
	return m.sums[len(m.sums)-1]
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
