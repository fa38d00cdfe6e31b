// Splits: the heaviest components become two.

package gsm

import (
	"cmp"
	"math"
	"slices"
)

// split doubles the components, or as many of the heaviest as are wanted. Each half begins at another row, so that none is the other's mirror image.
func (f *fitting) split() {
	order := make([]int, len(f.components))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.components[b].weight, f.components[a].weight) })
	f.sort(f.candidates, f.settings.Candidates, f.batch, len(f.components), len(f.group.elements))
	twin := map[int]int{}
	for _, k := range order[:min(len(order), f.settings.Components-len(f.components))] {
		twin[k] = len(f.components)
		f.components = append(f.components, f.halve(k))
		f.sums = append(f.sums, newSums(f.dim, f.settings.Scales))
	}
	f.inherit(twin)
}

// halve replaces a component by one half and returns the other.
func (f *fitting) halve(k int) *component {
	whole := *f.components[k]
	whole.anchor = whole.shape
	whole.weight /= 2
	whole.constants = slices.Clone(whole.constants)
	for s := range whole.constants {
		whole.constants[s] -= math.Ln2
	}
	one, other, places := whole, whole, f.of(k)
	for _, half := range []*component{&one, &other} {
		if len(places) > 0 {
			half.mean, half.shift = f.towards(&whole, int(places[f.rng.IntN(len(places))]))
		}
	}
	f.components[k] = &one
	return &other
}

// towards gives a mean that is nearer to a row that the component answers for, by about one deviation.
func (f *fitting) towards(c *component, place int) (mean, shift []float64) {
	d, row := f.dim, place/f.settings.Candidates
	x, image := make([]float64, d), make([]float64, d)
	for j := range x {
		x[j] = float64(f.x[row*d+j])
	}
	f.group.elements[int(f.candidates[place])%len(f.group.elements)].Apply(image, x)
	mean, shift = make([]float64, d), make([]float64, d)
	step := 1 / math.Sqrt(float64(d))
	for j := range mean {
		mean[j] = c.mean[j] + step*(image[j]-c.mean[j])
	}
	for i := range d {
		for j := range i + 1 {
			shift[i] += c.whiten[i*d+j] * mean[j]
		}
	}
	return mean, shift
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
