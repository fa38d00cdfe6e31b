// Knots: the points between which a column's density is constant.

package marginal

import (
	"math"
	"slices"
)

const (
	evenly   = 600  // intervals of equal length on the kernels' scale
	byRank   = 300  // intervals with equal numbers of values
	beyond   = 2.5  // how far the range extends beyond the values, on that scale
	gridMost = 3000 // most cells of a range for which every cell has knots
	edgeMost = 3000 // most distinct values with knots at their cells, the commonest first
	finest   = 1e-8 // least distance of knots on that scale where there are no cells: a millionth of the narrowest usual kernel
)

// column is the density of the mixture between knots.
func (m *mixture) column(s *sample) Column {
	knots := m.knots(s)
	c := Column{Kind: Density, Cell: s.cell.width, Cells: m.hasCells(), Knots: knots, Tail: m.tail, Center: m.far.center, Scale: m.far.unit}
	if s.cell.isFound {
		c.Slope = c.Cell
	}
	below := m.below(knots[0])
	for i, k := range knots[1:] {
		next := m.below(k)
		c.Mass = append(c.Mass, max(next-below, 0)+max(m.tailWithin(knots[i], k), 1e-300))
		below = next
	}
	return c
}

// knots are the edges of cells, and a grid where cells do not cover the range.
func (m *mixture) knots(s *sample) []float64 {
	values := s.exact[everyRow].values
	first, last := values[0], values[len(values)-1]
	if !m.hasCells() {
		return m.scale.resolved(apart(m.scale.spaced(values, first, last), 0, m.scale))
	}
	cell := s.cell.width
	if lowest, n := s.cell.cover(first, last); n <= gridMost && s.cell.holdsNearlyAll(values) {
		knots := m.scale.outside(lowest, lowest+float64(n*cell))
		for i := range int(n) + 1 {
			knots = append(knots, lowest+float64(float64(i)*cell))
		}
		return apart(knots, cell/1000, m.scale)
	}
	first, last = first-float64(cell/2), last+float64(cell/2)
	spaced := slices.DeleteFunc(m.scale.spaced(values, first, last), func(k float64) bool { // edges are too near to have others between them
		half := s.cell.reach(k)
		return (half > cell/2 || half < 0x1p-44*m.scale.away(k)) && apartFrom(k, values) < 4*half
	})
	return apart(append(spaced, s.cell.edges(values)...), cell/1000, m.scale)
}

// cover returns the lowest edge of the cells between two values, and the number of cells. The values may be among the
// few that are not on the grid; edges a part of a cell away would give each cell a part of its neighbour's mass.
func (g grid) cover(first, last float64) (lowest, n float64) {
	if !g.holds(first) {
		first = g.offset + float64(math.Floor((first-g.offset)/g.width)*g.width)
	}
	if !g.holds(last) {
		last = g.offset + float64(math.Ceil((last-g.offset)/g.width)*g.width)
	}
	lowest = first - float64(g.width/2)
	return lowest, math.Round((last + float64(g.width/2) - lowest) / g.width)
}

// spaced is even on the scale and in ranks.
func (s scale) spaced(values []float64, first, last float64) []float64 {
	lo, hi := s.of(first), s.of(last)
	knots := s.outside(first, last)
	for i := range evenly + 1 {
		knots = append(knots, s.back(lo+(hi-lo)*float64(i)/evenly))
	}
	for i := range byRank {
		knots = append(knots, values[i*len(values)/byRank])
	}
	return knots
}

// outside is even on the scale, beyond both ends.
func (s scale) outside(first, last float64) (knots []float64) {
	const n = 40
	lo, hi := s.of(first), s.of(last)
	for i := range n {
		step := beyond * float64(i+1) / n
		knots = append(knots, s.back(lo-step), s.back(hi+step))
	}
	return knots
}

// edges are the edges of the values' cells; of the commonest values if there are many. Of a cell of a few numbers the
// last one is below the upper edge.
func (g grid) edges(values []float64) (knots []float64) {
	runs := runsOf(values)
	for _, r := range runs[:min(edgeMost, len(runs))] {
		half := g.reach(r.value)
		lower, upper := min(r.value-half, math.Nextafter(r.value, math.Inf(-1))), max(r.value+half, math.Nextafter(r.value, math.Inf(1)))
		knots = append(knots, lower, math.Nextafter(upper, math.Inf(1)))
	}
	return knots
}

// apart sorts knots and drops those that nearly equal another, compared with their distance from the scale's center or with
// the distance of floating-point numbers.
func apart(knots []float64, least float64, on scale) []float64 {
	slices.Sort(knots)
	return thinned(knots, func(last, k float64) bool {
		return k-last > least && k-last > 0x1p-52*on.away(k) && k-last > 0x1p-52*math.Abs(k)
	})
}

// resolved drops knots that are nearer to another than any kernel resolves, such as a value and what its map to the scale
// and back makes of it. Sums round away the mass between these, and a row there would have nearly no density.
func (s scale) resolved(knots []float64) []float64 {
	return thinned(knots, func(last, k float64) bool { return s.of(k)-s.of(last) > finest })
}

// thinned drops knots that are not apart from the last one kept.
func thinned(knots []float64, areApart func(last, k float64) bool) []float64 {
	kept := knots[:1]
	for _, k := range knots[1:] {
		if areApart(kept[len(kept)-1], k) {
			kept = append(kept, k)
		}
	}
	return kept
}
