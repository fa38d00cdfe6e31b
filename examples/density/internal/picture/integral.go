// The integral of a density over a picture, or that it cannot be had.

package picture

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// resolved is the disagreement of coarser grids up to which an integral is said.
const resolved = 0.01

// integral says what a density integrates to over a grid. Where the four grids of every other column and row disagree, a density's ridges
// are narrower than the grid's cells, and the sum over it means nothing.
func integral(g *figure.Grid) string {
	coarse := make([]float64, 0, 4)
	for k := range 4 {
		coarse = append(coarse, every(g, k%2, k/2))
	}
	if low, high := slices.Min(coarse), slices.Max(coarse); high-low > resolved {
		return fmt.Sprintf("a grid of %d×%d is too coarse for the density's integral over the picture; try -resolution %d, or the sub-command audit", g.Columns, g.Rows, 2*g.Columns)
	}
	return fmt.Sprintf("the density integrates to %.4f over the picture", g.Integral())
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
	part.Columns = (g.Columns - i + 1) / 2
	if len(part.Values) == 0 {
		return 0
	}
	return part.Integral()
}
