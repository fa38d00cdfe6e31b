// Transforms of numbers with their log-Jacobians, and the cells of rounded ones.

package schema

import (
	"math"
	"strconv"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// forward returns x, the modelled transform of v, and log |dx/dv|.
func (c *Column) forward(v float64) (x, logJacobian float64) {
	below, above := v-c.Low, c.High-v
	switch c.Transform {
	case Log:
		return elementary.Log(below), -elementary.Log(below)
	case Logit:
		return elementary.Log(below / above), elementary.Log(c.High-c.Low) - elementary.Log(below) - elementary.Log(above)
	}
	return v, 0
}

// backward returns the number whose transform is x; it is finite whatever x is.
func (c *Column) backward(x float64) float64 {
	switch c.Transform {
	case Log:
		x = c.Low + elementary.Exp(x)
	case Logit:
		x = c.Low + (c.High-c.Low)/(1+elementary.Exp(-x))
	}
	return max(-math.MaxFloat64, min(x, math.MaxFloat64))
}

// inside reports whether a number, with its cell if it has one, is where the density is positive.
func (c *Column) inside(v float64) bool {
	switch {
	case c.Transform == Identity:
		return true
	case c.Cell != nil:
		return c.lowest(v) >= c.Low && (c.Transform == Log || c.highest(v) <= c.High)
	}
	return v > c.Low && (c.Transform == Log || v < c.High)
}

// slack is how far, in cells, rounding errors may move the end of a cell past a bound.
const slack = 1e-9

// lowest is the lower end of a number's cell.
func (c *Column) lowest(v float64) float64 {
	if c.Cell == nil {
		return v
	}
	return c.Cell.round(v) - float64((0.5-slack)*c.Cell.Width)
}

func (c *Column) highest(v float64) float64 {
	if c.Cell == nil {
		return v
	}
	return c.Cell.round(v) + float64((0.5-slack)*c.Cell.Width)
}

// spread moves a number to a point of its cell, u from 0 to 1, and keeps it within the bounds in spite of rounding
// errors.
func (c *Column) spread(v, u float64) float64 {
	v = c.Cell.round(v) + float64((u-0.5)*c.Cell.Width)
	tiny := float64(slack * c.Cell.Width)
	if c.Transform != Identity {
		v = max(v, c.Low+tiny, math.Nextafter(c.Low, math.Inf(1)))
	}
	if c.Transform == Logit {
		v = min(v, c.High-tiny, math.Nextafter(c.High, math.Inf(-1)))
	}
	return v
}

// exactPowers is the largest power of ten that float64 holds.
const exactPowers = 22

// round returns the value of the grid next to v, equal to the bit to its decimal text.
func (g *Cell) round(v float64) float64 {
	near := g.Offset + float64(math.Round((v-g.Offset)/g.Width)*g.Width)
	switch {
	case math.IsInf(near, 0):
		return v
	case g.Decimals < 0:
		return near
	}
	// A whole number over a power of ten that both are exact is rounded once, as the text is. A number beside the middle of
	// two is left to the text.
	if g.Decimals <= exactPowers {
		scale := math.Pow10(g.Decimals)
		if scaled := float64(near * scale); math.Abs(scaled) < 0x1p51 && math.Abs(scaled-math.Round(scaled)) < 0.25 {
			return math.Round(scaled) / scale
		}
	}
	if exact, err := strconv.ParseFloat(strconv.FormatFloat(near, 'f', g.Decimals, 64), 64); err == nil {
		return exact
	}
	return near
}

// String describes the grid briefly.
func (g *Cell) String() string {
	if g == nil {
		return "0"
	}
	return table.FormatNumber(g.Width)
}
