// Symmetries: a group of permutations of columns with changes of sign.

package gsm

import (
	"fmt"
	"slices"
)

// Symmetry is x ↦ y with y_j = Sign_j·x_{Source_j}.
type Symmetry struct {
	Source []int
	Sign   []float64
}

// Identity leaves rows of dim columns as they are.
func Identity(dim int) Symmetry {
	s := Symmetry{make([]int, dim), make([]float64, dim)}
	for j := range dim {
		s.Source[j], s.Sign[j] = j, 1
	}
	return s
}

// Apply stores the image of x.
func (s Symmetry) Apply(dst, x []float64) {
	for j, from := range s.Source {
		dst[j] = s.Sign[j] * x[from]
	}
}

// after is the symmetry that applies first, then s.
func (s Symmetry) after(first Symmetry) Symmetry {
	c := Symmetry{make([]int, len(s.Source)), make([]float64, len(s.Source))}
	for j, from := range s.Source {
		c.Source[j], c.Sign[j] = first.Source[from], s.Sign[j]*first.Sign[from]
	}
	return c
}

func (s Symmetry) equal(other Symmetry) bool {
	return slices.Equal(s.Source, other.Source) && slices.Equal(s.Sign, other.Sign)
}

// group has the elements with their products and inverses by number.
type group struct {
	elements []Symmetry
	product  [][]int // product[a][b] is a after b
	inverse  []int
	sources  [][]int32 // of the elements, small for the loop over all rows
	signs    [][]float32
}

func newGroup(elements []Symmetry, dim int) (*group, error) {
	if len(elements) == 0 {
		elements = []Symmetry{Identity(dim)}
	}
	g := &group{elements: elements, product: make([][]int, len(elements)), inverse: make([]int, len(elements))}
	identity := Identity(dim)
	for _, e := range elements {
		source, sign := make([]int32, dim), make([]float32, dim)
		for j := range dim {
			source[j], sign[j] = int32(e.Source[j]), float32(e.Sign[j])
		}
		g.sources, g.signs = append(g.sources, source), append(g.signs, sign)
	}
	for a, first := range elements {
		g.product[a] = make([]int, len(elements))
		for b, second := range elements {
			c := first.after(second)
			at := slices.IndexFunc(elements, c.equal)
			if at < 0 {
				return nil, fmt.Errorf("gsm: symmetry %d after symmetry %d is none of the %d", a, b, len(elements))
			}
			g.product[a][b] = at
			if c.equal(identity) {
				g.inverse[a] = b
			}
		}
	}
	return g, nil
}
