// Splits: the heaviest components become two.

package gsm

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// split doubles the components, or as many of the heaviest as are wanted. Each half begins at another row, so that none
// is the other's mirror image.
func (f *fitting) split() error {
	order := make([]int, len(f.components))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.components[b].weight, f.components[a].weight) })
	f.sort(f.candidates, f.settings.Candidates, f.batch, len(f.components), len(f.group.elements))
	twin := map[int]int{}
	for _, k := range order[:min(len(order), f.settings.Components-len(f.components))] {
		twin[k] = len(f.components)
		half, err := f.halve(k)
		if err != nil {
			return err
		}
		f.components = append(f.components, half)
		f.sums = append(f.sums, newSums(f.dim, f.settings.Scales))
	}
	f.inherit(twin)
	return nil
}

// halve replaces a component by one half and returns the other.
func (f *fitting) halve(k int) (*component, error) {
	whole, places := f.components[k], f.of(k)
	var halves [2]*component
	for i := range halves {
		half := *whole
		half.weight /= 2
		half.anchor = whole.shape
		if len(places) > 0 {
			half.shape = f.towards(whole, int(places[f.rng.IntN(len(places))]))
		}
		if err := half.prepare(f.dim); err != nil {
			return nil, err
		}
		halves[i] = &half
	}
	f.components[k] = halves[0]
	return halves[1], nil
}

// stretch is by how much a half's variance along one row is larger than across it: log-densities of the two halves
// differ by about one.
const stretch = 6

// towards is a shape that is longer along a row that the component answers for: C + s·(xxᵀ·D/q - C), where q is the
// row's distance.
func (f *fitting) towards(c *component, place int) []float64 {
	d, row := f.dim, place/f.settings.Candidates
	x, image := make([]float64, d), make([]float64, d)
	for j := range x {
		x[j] = float64(f.x[row*d+j])
	}
	f.group.elements[int(f.candidates[place])%len(f.group.elements)].Apply(image, x)
	share := min(0.5, stretch/float64(d))
	size := float64(d) / max(1, c.distance(image))
	shape := make([]float64, d*d)
	for i, v := range c.shape {
		shape[i] = v + share*(size*image[i/d]*image[i%d]-v)
	}
	return shape
}

// distance is xᵀC⁻¹x.
func (c *component) distance(x []float64) (q float64) {
	for i := range x {
		white := floats.Dot(c.whiten[i*len(x):i*len(x)+i+1], x[:i+1])
		q += white * white
	}
	return q
}

// inherit replaces each of the likelier candidates that was split by both halves.
func (f *fitting) inherit(twin map[int]int) {
	n, g := f.settings.Candidates, int32(len(f.group.elements))
	next := make([]int32, 0, 2*n)
	for r := range f.rows {
		own := f.candidates[r*n : (r+1)*n]
		next = next[:0]
		for _, c := range own {
			if c == none {
				continue
			}
			next = append(next, c)
			if k, is := twin[int(c/g)]; is {
				next = append(next, int32(k)*g+c%g)
			}
		}
		for i := range own {
			own[i] = none
			if i < len(next) {
				own[i] = next[i]
			}
		}
	}
}
