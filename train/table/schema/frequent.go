// Frequent values: the rows of the first distinct ones are counted, and the others vote.

package schema

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// maxCounted bounds the distinct values that are counted.
const maxCounted = 4096

// tally counts the rows of numbers, or of dates in nanoseconds since 1970, in bounded memory.
type tally[V int64 | float64] struct {
	counts map[V]int64  // of the first distinct values
	others *frequent[V] // of the others; nil for none
}

func (t *tally[V]) add(v V) {
	if t.counts == nil {
		t.counts = map[V]int64{}
	}
	if _, known := t.counts[v]; known || len(t.counts) < maxCounted {
		t.counts[v]++
		return
	}
	if t.others == nil {
		t.others = &frequent[V]{}
	}
	t.others.add(v)
}

// atomShare is the least share of rows with one value to be reported as an atom: a density of values that are not rounded
// cannot have atoms.
const atomShare = 0.02

// atoms returns the known values that are atoms of so many rows, those with the most rows first, and the share of the first.
func (t *tally[V]) atoms(rows int64) (values []V, share float64) {
	found := map[V]int64{}
	add := func(v V, n int64) {
		if n > 1 && float64(n) >= atomShare*float64(rows) {
			found[v] = n
		}
	}
	for v, n := range t.counts {
		add(v, n)
	}
	if t.others != nil {
		for _, b := range t.others {
			add(b.v, b.rows)
		}
	}
	values = slices.SortedFunc(maps.Keys(found), func(a, b V) int { return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a, b)) })
	if len(values) > 0 {
		share = float64(found[values[0]]) / float64(rows)
	}
	return values, share
}

// frequent finds the values of a good share of the rows whatever the order of rows is: the values of a bucket vote for its own
// (Boyer and Moore, MJRTY, a fast majority vote algorithm, 1991), and a value of a good share has the majority of its bucket.
// The first of its rows, until it has, may not be counted.
type frequent[V int64 | float64] [1 << bucketBits]bucket[V]

const bucketBits = 8

// bucket is a value with its rows, and with how many more there were of it than of others.
type bucket[V int64 | float64] struct {
	v           V
	rows, votes int64
}

// golden spreads the bits of values over those that choose the bucket.
const golden = 0x9e3779b97f4a7c15

func (f *frequent[V]) add(v V) {
	b := &f[math.Float64bits(float64(v))*golden>>(64-bucketBits)]
	switch {
	case b.v == v:
		b.rows, b.votes = b.rows+1, b.votes+1
	case b.votes > 0:
		b.votes--
	default:
		*b = bucket[V]{v, 1, 1}
	}
}
