// Contexts: the pixels from which a pixel's level is predicted.

package levels

// place is a pixel of a patch.
type place struct {
	kind  int   // number of the set of neighbours that exist
	near  []int // the neighbour that the level is compared with, then the neighbours whose differences from it are the context
	users []int // pixels that have this pixel among theirs, itself included
}

// neighbours, row and column, the nearest first. All come before the pixel row by row.
var neighbours = [][2]int{{0, -1}, {-1, 0}, {-1, 1}, {-1, -1}, {0, -2}, {-2, 0}, {-1, 2}, {-1, -2}, {-2, 1}, {-2, -1}, {0, -3}, {-3, 0}}

const (
	differences = 4 // of a context, at most
	clip        = 3 // larger differences count as this one
	digits      = 2*clip + 1
	contexts    = digits * digits * digits * digits // digits to the power of differences
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
		p.kind, p.users = numbers[there], []int{at}
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

// context is the number of the context in a patch, the nearest pixel's difference being its last digit.
func (p *place) context(u []int) int {
	number, unit := 0, 1
	for _, n := range p.near[1:] {
		number += unit * (min(max(u[n]-u[p.near[0]], -clip), clip) + clip)
		unit *= digits
	}
	return number
}
