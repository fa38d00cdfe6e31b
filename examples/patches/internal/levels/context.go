// Contexts: the pixels from which a pixel's level is predicted.

package levels

import "math/bits"

// place is a pixel of a patch.
type place struct {
	kind  int   // number of the set of neighbours that exist
	near  []int // the neighbour that the level is compared with, then the neighbours whose differences from it are the context
	users []int // pixels that have this pixel among theirs, itself included if it is not the first
}

// neighbours, row and column, the nearest first. All come before the pixel row by row.
var neighbours = [][2]int{{0, -1}, {-1, 0}, {-1, 1}, {-1, -1}, {0, -2}, {-2, 0}, {-1, 2}, {-1, -2}, {-2, 1}, {-2, -1}, {0, -3}, {-3, 0}}

const (
	differences = 4 // of a context, at most
	sizes       = 6 // of a difference: 1, 2 or 3, 4 to 7, 8 to 15, 16 to 31, and more
	digits      = 2*sizes + 1
)

// grid has the pixels of a patch in the order in which they are predicted, and the number of kinds.
type grid struct {
	places []place
	kinds  int
}

func newGrid(side int) *grid {
	g := &grid{places: make([]place, side*side)}
	numbers := map[int]int{}
	for at := range g.places {
		p := &g.places[at]
		there := p.find(side, at)
		if _, known := numbers[there]; !known {
			numbers[there] = len(numbers)
		}
		p.kind = numbers[there]
		if at > 0 {
			p.users = []int{at}
		}
		for _, n := range p.near {
			g.places[n].users = append(g.places[n].users, at)
		}
	}
	g.kinds = len(numbers)
	return g
}

// find sets the neighbours and returns, as bits, which of the list exist.
func (p *place) find(side, at int) (there int) {
	for i, n := range neighbours {
		row, column := at/side+n[0], at%side+n[1]
		if row >= 0 && column >= 0 && column < side && len(p.near) <= differences {
			p.near = append(p.near, row*side+column)
			there |= 1 << i
		}
	}
	return there
}

// cell is where a table counts a pixel: the kind, the context and the outcome.
type cell struct {
	kind, context, number int
	among                 float64
}

// cell is the cell of a pixel other than the first.
func (g *grid) cell(u []int, at int) (c cell) {
	p := &g.places[at]
	level, unit := u[p.near[0]], 1
	for _, n := range p.near[1:] {
		c.context += unit * digit(u[n]-level)
		unit *= digits
	}
	c.kind = p.kind
	c.number, c.among = outcome(u[at] - level)
	return c
}

// cells are the cells of a patch's pixels but the first, which has no neighbour, and any level.
func (g *grid) cells(dst []cell, u []int) []cell {
	dst = dst[:0]
	for at := 1; at < len(u); at++ {
		dst = append(dst, g.cell(u, at))
	}
	return dst
}

// digit is the size of a difference with its sign.
func digit(difference int) int {
	if difference < 0 {
		return sizes - min(bits.Len(uint(-difference)), sizes)
	}
	return sizes + min(bits.Len(uint(difference)), sizes)
}
