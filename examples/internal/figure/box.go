// Box: the part of the plane that a picture shows.

package figure

import "math"

// A Box is a rectangle of the plane.
type Box struct{ X0, X1, Y0, Y1 float64 }

// Bounds is the box of the first two columns of the points, with a margin of
// the given share of its width and height on each side.
func Bounds(points [][]float64, margin float64) Box {
	b := Box{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, p := range points {
		b.X0, b.X1 = math.Min(b.X0, p[0]), math.Max(b.X1, p[0])
		b.Y0, b.Y1 = math.Min(b.Y0, p[1]), math.Max(b.Y1, p[1])
	}
	return b.grow(margin)
}

func (b Box) grow(margin float64) Box {
	x, y := margin*(b.X1-b.X0), margin*(b.Y1-b.Y0)
	if b.X1 == b.X0 {
		x = 1
	}
	if b.Y1 == b.Y0 {
		y = 1
	}
	return Box{b.X0 - x, b.X1 + x, b.Y0 - y, b.Y1 + y}
}

// A Grid is a function of the plane, given at the centres of the cells of a box.
type Grid struct {
	Box
	Columns, Rows int
	Values        []float64 // row by row from Y0 up, each from X0 on
}

// NewGrid is an empty grid of the given number of columns whose cells are
// aspect times as wide as they are high, in units of the axes; see Panels.
func NewGrid(b Box, columns int, aspect float64) *Grid {
	rows := int(math.Round(float64(columns) * (b.Y1 - b.Y0) / (b.X1 - b.X0) * aspect))
	return &Grid{Box: b, Columns: columns, Rows: max(rows, 1)}
}

// Points lists the centres of the cells in the order of Values.
func (g *Grid) Points() [][]float64 {
	points := make([][]float64, 0, g.Columns*g.Rows)
	for i := range g.Rows {
		y := g.Y0 + (float64(i)+0.5)*(g.Y1-g.Y0)/float64(g.Rows)
		for j := range g.Columns {
			x := g.X0 + (float64(j)+0.5)*(g.X1-g.X0)/float64(g.Columns)
			points = append(points, []float64{x, y})
		}
	}
	return points
}

// Integral is the sum of exp(value) times the area of a cell: the share of a
// density that lies in the box, when the values are its logarithm.
func (g *Grid) Integral() float64 {
	var sum float64
	for _, v := range g.Values {
		sum += math.Exp(v)
	}
	return sum * (g.X1 - g.X0) * (g.Y1 - g.Y0) / float64(g.Columns*g.Rows)
}

// at interpolates linearly between the centres; x and y are in [0, 1] over the box.
func (g *Grid) at(x, y float64) float64 {
	j, u := cell(x, g.Columns)
	i, v := cell(y, g.Rows)
	i1, j1 := min(i+1, g.Rows-1), min(j+1, g.Columns-1)
	low := (1-u)*g.Values[i*g.Columns+j] + u*g.Values[i*g.Columns+j1]
	high := (1-u)*g.Values[i1*g.Columns+j] + u*g.Values[i1*g.Columns+j1]
	return (1-v)*low + v*high
}

func cell(x float64, n int) (int, float64) {
	x = math.Max(0, math.Min(x*float64(n)-0.5, float64(n-1)))
	i := min(int(x), n-1)
	return i, x - float64(i)
}
