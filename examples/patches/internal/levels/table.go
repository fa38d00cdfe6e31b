// Tables: how often a level had which difference from its neighbour's, by context.

package levels

import "slices"

// table has log-probabilities of outcomes by kind and context, for contexts that were seen, whole or without their
// farthest differences.
type table struct {
	weight float64 // of patches
	depths [differences + 1][]*distribution
	// longest has, for each context, the distribution of its longest part that was seen.
	longest []*distribution
}

// contexts is the number of contexts of so many differences.
var contexts = func() (n [differences + 1]int) {
	n[0] = 1
	for depth := range differences {
		n[depth+1] = n[depth] * digits
	}
	return n
}()

func newTable(kinds int) *table {
	t := &table{}
	for depth, n := range contexts {
		t.depths[depth] = make([]*distribution, kinds*n)
	}
	for kind := range t.depths[0] {
		t.depths[0][kind] = new(distribution)
	}
	return t
}

// of is the index of a context's distribution.
func (t *table) of(kind, context, depth int) **distribution {
	return &t.depths[depth][kind*contexts[depth]+context%contexts[depth]]
}

// made is the distribution of a context, which it creates if necessary.
func (t *table) made(kind, context, depth int) *distribution {
	d := t.of(kind, context, depth)
	if *d == nil {
		*d = new(distribution)
	}
	return *d
}

// count adds a patch.
func (t *table) count(cells []cell, weight float64) {
	for _, c := range cells {
		t.made(c.kind, c.context, differences)[c.number] += weight
	}
}

// conditional is the log-probability of a pixel's level given those before it.
func (t *table) conditional(c cell) float64 {
	return t.longest[c.kind*contexts[differences]+c.context][c.number] - c.among
}

// whole is log r(u).
func (t *table) whole(cells []cell) (sum float64) {
	for _, c := range cells {
		sum += t.conditional(c)
	}
	return sum
}

// finish turns counts to log-probabilities.
func (t *table) finish() {
	for depth := differences; depth > 0; depth-- {
		t.each(depth, func(kind, context int, d *distribution) { t.made(kind, context, depth-1).add(d) })
	}
	uniform := distribution{}
	for i := range uniform {
		uniform[i] = 1.0 / outcomes
	}
	for depth := range t.depths {
		t.each(depth, func(kind, context int, d *distribution) {
			shorter := &uniform
			if depth > 0 {
				shorter = *t.of(kind, context, depth-1)
			}
			d.smooth(shorter)
		})
	}
	for depth := range t.depths {
		t.each(depth, func(_, _ int, d *distribution) { d.log() })
	}
	t.longest = slices.Clone(t.depths[differences])
	for i := range t.longest {
		for depth := differences - 1; t.longest[i] == nil; depth-- {
			t.longest[i] = *t.of(i/contexts[differences], i%contexts[differences], depth)
		}
	}
}

// each calls f with the distributions of a depth.
func (t *table) each(depth int, f func(kind, context int, d *distribution)) {
	for i, d := range t.depths[depth] {
		if d != nil {
			f(i/contexts[depth], i%contexts[depth], d)
		}
	}
}
