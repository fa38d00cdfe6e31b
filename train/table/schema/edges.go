// Bounds of rounded numbers: at edges of cells, so that no part of the density lies in half a cell.

package schema

import (
	"math"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// align moves the bounds of a transform to the outer edges of the cells that lie between them. A bound within a cell
// would leave density to a part of the cell, whose value is outside.
func (c *Column) align() {
	if c.Cell == nil || c.Transform == Identity {
		return
	}
	asked := [2]float64{c.Low, c.High}
	c.Low = c.Cell.edge(c.Low, math.Ceil, -slack)
	if c.Transform == Logit {
		c.High = c.Cell.edge(c.High, math.Floor, slack)
	}
	if asked != [2]float64{c.Low, c.High} {
		c.asked = &asked
	}
}

// unalign puts the bounds back where they were before align.
func (c *Column) unalign() {
	if c.asked != nil {
		c.Low, c.High, c.asked = c.asked[0], c.asked[1], nil
	}
}

// edge is the edge of a cell next to a bound, in the direction to which round rounds; the bound itself if rounding
// errors exceed a cell.
func (g *Cell) edge(bound float64, round func(float64) float64, slack float64) float64 {
	first := g.Offset - float64(g.Width/2)
	k := round((bound-first)/g.Width + slack)
	if !(math.Abs(k) < 1<<50) {
		return bound
	}
	edges := Cell{Width: g.Width, Offset: first, Decimals: g.Decimals}
	if g.Decimals >= 0 {
		edges.Decimals++ // of half a cell
	}
	return edges.round(first + float64(k*g.Width))
}

// within moves a number that a sample has to the nearest one of the column that lies within the bounds: a transform
// rounds to a bound itself far out, and half a cell or half an integer may end there.
func (c *Column) within(v float64) float64 {
	if c.inside(v) || math.IsNaN(v) {
		return v
	}
	low, high := math.Nextafter(c.Low, math.Inf(1)), math.Nextafter(c.High, math.Inf(-1))
	switch {
	case c.Cell != nil:
		low = c.Cell.round(c.Cell.edge(c.Low, math.Ceil, -slack) + float64(c.Cell.Width/2))
		high = c.Cell.round(c.Cell.edge(c.High, math.Floor, slack) - float64(c.Cell.Width/2))
	case c.Type == table.Integer:
		low, high = math.Floor(c.Low)+1, math.Ceil(c.High)-1
	}
	if v <= low || c.Transform == Log {
		return low
	}
	return high
}
