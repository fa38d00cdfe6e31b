// The integral of a density over a picture, or why it is not known.

package picture

import (
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// resolved is the largest disagreement of two estimates at which their integral is printed.
const resolved = 0.01

// integral says what a density integrates to over a grid, and whether that is known. Two independent checks have to
// agree. The first compares the grids of every other column and row, which disagree if ridges of the density are
// narrower than the cells of the grid. The second compares the integral with the share of the model's samples in the
// picture, which differ if ridges fall between the points of all these grids.
func integral(g *figure.Grid, samples [][]float64) (said string, known bool) {
	coarse := halves(g)
	value := g.Integral()
	share, deviation := shareOf(g.Box, samples)
	if slices.Max(coarse)-slices.Min(coarse) <= resolved && math.Abs(value-share) <= resolved+4*deviation {
		return fmt.Sprintf("the density integrates to %.4f over the picture", value), true
	}
	if g.Rows == 1 {
		return fmt.Sprintf("%d points are too few for the density's integral over the picture, which has %.3g of the samples; see the sub-command audit", g.Columns, share), false
	}
	return fmt.Sprintf("a grid of %d×%d is too coarse for the density's integral over the picture, which has %.3g of the samples; try -resolution %d, or the sub-command audit",
		g.Columns, g.Rows, share, 2*g.Columns), false
}

// shareOf is the share of samples in a box, with the standard deviation of Laplace's estimate, which is above 0 even if
// all or no samples are in the box.
func shareOf(b figure.Box, samples [][]float64) (share, deviation float64) {
	inside := 0.0
	for _, q := range samples {
		if q[0] >= b.X0 && q[0] <= b.X1 && q[1] >= b.Y0 && q[1] <= b.Y1 {
			inside++
		}
	}
	n := float64(len(samples))
	p := (inside + 1) / (n + 2)
	return inside / math.Max(n, 1), math.Sqrt(p * (1 - p) / (n + 2))
}

// halves are the integrals by every other column and, if there are several rows, every other row. The points of such a
// grid stand half a cell to one side of the middle of its own cells. To first order that changes the integral by edges,
// which halves subtracts.
func halves(g *figure.Grid) (all []float64) {
	x, y := edges(g)
	for i := range min(2, g.Columns) {
		for j := range min(2, g.Rows) {
			all = append(all, every(g, i, j)+float64(1-2*i)*x+float64(1-2*j)*y)
		}
	}
	return all
}

// edges is half a cell times the difference of the density between opposite edges, integrated along the edges. It is 0
// for an odd number of columns or rows, since then the points of halves stand in the middle of their cells.
func edges(g *figure.Grid) (x, y float64) {
	p := func(row, column int) float64 { return math.Exp(g.Values[row*g.Columns+column]) }
	if g.Columns%2 == 0 {
		for row := range g.Rows {
			x += p(row, g.Columns-1) - p(row, 0)
		}
	}
	if g.Rows%2 == 0 {
		for column := range g.Columns {
			y += p(g.Rows-1, column) - p(0, column)
		}
	}
	cell := (g.X1 - g.X0) * (g.Y1 - g.Y0) / float64(g.Columns*g.Rows)
	return x * cell / 2, y * cell / 2
}

// every is the integral by every other column from i on and every other row from j on.
func every(g *figure.Grid, i, j int) float64 {
	part := &figure.Grid{Box: g.Box}
	for row := j; row < g.Rows; row += 2 {
		part.Rows++
		for column := i; column < g.Columns; column += 2 {
			part.Values = append(part.Values, g.Values[row*g.Columns+column])
		}
	}
	part.Columns = len(part.Values) / part.Rows
	return part.Integral()
}
