// The columns that are no sums, orthogonal to each other.

package sums

import "math"

// column is a column in some rows: its mean, its largest distance from it, and the distances in that unit as a unit vector
// times length.
type column struct {
	index               int
	mean, scale, length float64
	vector              []float64
	exact               float64 // share of the numbers of a sum that is rounding
}

// newColumn takes n rows evenly from x.
func newColumn(x [][]float64, index, n int) *column {
	c := &column{index: index, vector: make([]float64, n)}
	mean, first := 0.0, x[0][index]
	for i := range c.vector {
		c.vector[i] = x[i*len(x)/n][index] - first
		mean += c.vector[i] / float64(n)
	}
	for _, v := range c.vector {
		c.scale = max(c.scale, math.Abs(v-mean))
	}
	if c.scale == 0 || !(c.scale <= math.MaxFloat64) {
		c.scale = 0
		return c
	}
	for i, v := range c.vector {
		c.vector[i] = (v - mean) / c.scale
	}
	c.mean, c.length = first+mean, unit(c.vector)
	return c
}

// unit divides a vector by its length, which it returns.
func unit(v []float64) float64 {
	length := math.Sqrt(dot(v, v))
	for i := range v {
		v[i] /= length
	}
	return length
}

func dot(x, y []float64) (sum float64) {
	for i, v := range x {
		sum += float64(v * y[i])
	}
	return sum
}

// basis holds columns and their factors: columns[k].vector before it was made orthogonal was Σ factor[k][i]·vector i.
type basis struct {
	columns []*column
	factor  [][]float64 // triangular
}

// rest is the largest part of a column outside of the others for which a sum is tried; all rows decide. Such a column
// is not one of the basis, in which its part would be mostly rounding.
const rest = 1e-3

// add makes a column orthogonal to the others, twice because of rounding (Daniel et al., Reorthogonalization and stable
// algorithms for updating the Gram-Schmidt QR factorization, 1976). It returns the sum if hardly anything is left, and the
// share of its numbers that is rounding.
func (b *basis) add(c *column) (s *Sum, exact float64) {
	parts := make([]float64, len(b.columns))
	for range 2 {
		for k, q := range b.columns {
			p := dot(q.vector, c.vector)
			parts[k] += p
			for i, v := range q.vector {
				c.vector[i] -= float64(p * v)
			}
		}
	}
	left := math.Sqrt(dot(c.vector, c.vector))
	if left <= rest {
		return b.sum(c, parts)
	}
	unit(c.vector)
	b.columns, b.factor = append(b.columns, c), append(b.factor, append(parts, left))
	return nil, 0
}

// sum solves for the factors of the columns and takes them to the columns' own units.
func (b *basis) sum(c *column, parts []float64) (s *Sum, exact float64) {
	s, exact = &Sum{Column: c.index, Offset: c.mean}, c.exact
	size := math.Abs(c.mean) + c.scale
	for k := len(parts) - 1; k >= 0; k-- {
		share := parts[k] / b.factor[k][k]
		for i := range k {
			parts[i] -= float64(share * b.factor[k][i])
		}
		other := b.columns[k]
		if math.Abs(share) < max(c.exact, other.exact) {
			continue
		}
		exact = max(exact, other.exact)
		by := share * c.length / other.length * (c.scale / other.scale)
		s.Of, s.Factors = append([]int{other.index}, s.Of...), append([]float64{by}, s.Factors...)
		s.Offset -= float64(by * other.mean)
		size += math.Abs(by * other.mean)
	}
	if math.Abs(s.Offset) <= exact*size {
		s.Offset = 0
	}
	return s, exact
}
