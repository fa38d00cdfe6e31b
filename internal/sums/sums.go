// Package sums finds columns that are sums of others, up to rounding. The joint density of such columns has no bound:
// what a model says of them tells how near the model has come, and nothing of the data.
package sums

import (
	"fmt"
	"math"
	"strings"
)

// Sum is a column that is Offset + Σ Factors[k] · column Of[k] in every row.
type Sum struct {
	Column  int
	Of      []int
	Factors []float64
	Offset  float64
}

// Bounds of the work: more columns take too long, and few rows have sums by chance.
const (
	mostColumns = 300
	spare       = 64 // rows beyond four for each column in which sums are looked for; all rows decide
)

// Find returns the columns of rows x, N×D, that are sums of earlier ones; none of more than 300 columns, and none of fewer
// than D + 64 rows. Rows have equal lengths and finite numbers.
func Find(x [][]float64) (list []Sum) {
	if len(x) == 0 || len(x[0]) > mostColumns || len(x) < len(x[0])+spare {
		return nil
	}
	n := min(len(x), 4*len(x[0])+spare)
	b, values := &basis{}, make([]float64, len(x))
	for j := range x[0] {
		c := newColumn(x, j, n)
		if c.scale == 0 {
			continue
		}
		for i, row := range x {
			values[i] = row[j]
		}
		if c.exact = exactness; IsSingle(values) {
			c.exact = exactnessSingle
		}
		if s, exact := b.add(c); s != nil && s.holds(x, exact) {
			list = append(list, *s)
		}
	}
	return list
}

// What counts as rounding: shares of the numbers that are added, and of the range of their sum. Numbers far from 0 are all
// nearly equal, although they are independent.
const (
	exactness       = 1e-9
	exactnessSingle = 1e-6 // of several numbers of single precision, and of the factors that are found by them
	ofTheRange      = 1e-4
	rounding        = 4e-16
)

// holds says whether all rows have the sum, up to so large a share of its numbers.
func (s *Sum) holds(x [][]float64, exact float64) bool {
	low, high := x[0][s.Column], x[0][s.Column]
	for _, row := range x {
		low, high = min(low, row[s.Column]), max(high, row[s.Column])
	}
	for _, row := range x {
		rest, size := row[s.Column]-s.Offset, math.Abs(row[s.Column])+math.Abs(s.Offset)
		for k, c := range s.Of {
			rest, size = rest-float64(s.Factors[k]*row[c]), size+math.Abs(s.Factors[k]*row[c])
		}
		if !(math.Abs(rest) <= max(min(exact*size, ofTheRange*(high-low)), rounding*float64(2+len(s.Of))*size)) {
			return false
		}
	}
	return true
}

// mostShown is the number of terms that are written.
const mostShown = 5

// Text writes the sum with the names of columns, such as "total is 1·net + 0.25·gross".
func (s *Sum) Text(name func(column int) string) string {
	var terms []string
	for k, c := range s.Of {
		terms = append(terms, fmt.Sprintf("%.6g·%s", s.Factors[k], name(c)))
	}
	if len(terms) > mostShown {
		terms = append(terms[:mostShown-1], "…")
	}
	if s.Offset != 0 {
		terms = append(terms, fmt.Sprintf("%.6g", s.Offset))
	}
	return name(s.Column) + " is " + strings.Join(terms, " + ")
}
