// Frequent numbers among more different ones than are counted.

package schema

import "math"

// frequent finds the numbers of a good share of the rows whatever the order of rows is: the numbers of a bucket vote for its own
// (Boyer and Moore, MJRTY, a fast majority vote algorithm, 1991), and a number of a good share has the majority of its bucket.
// The first of its rows, until it has, may not be counted.
type frequent [1 << bucketBits]bucket

const bucketBits = 8

// bucket is a number with its rows, and with how many more there were of it than of others.
type bucket struct {
	v           float64
	rows, votes int64
}

// golden spreads the bits of numbers over those that choose the bucket.
const golden = 0x9e3779b97f4a7c15

func (f *frequent) add(v float64) {
	b := &f[math.Float64bits(v)*golden>>(64-bucketBits)]
	switch {
	case b.v == v:
		b.rows, b.votes = b.rows+1, b.votes+1
	case b.votes > 0:
		b.votes--
	default:
		*b = bucket{v, 1, 1}
	}
}
