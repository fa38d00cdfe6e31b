// Copies: rows that are there several times since a table has been appended to itself, or since some rows have been drawn
// more often for balance.

package marginal

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// copies tells which rows are copies of each other. A value known by a copy of its row says nothing of fresh values.
type copies struct {
	first []int // of each row, the first row that it is a copy of
	n     []int // of each first row, the number of its copies with itself
}

// of returns the first row that a row is a copy of, and the number of such rows.
func (c *copies) of(row int) (first, n int) {
	if c == nil {
		return row, 1
	}
	first = c.first[row]
	return first, c.n[first]
}

// telling is the share of different rows that a column must tell apart by different values.
const telling = 0.9

// copiesOf finds the copies among rows x; nil if there are none. Equal rows are copies where two columns tell nearly all
// different rows apart, unless they are as frequent as a value that a population has, such as zeros in all columns. Elsewhere
// rows may be equal since their values are few. If all are there a multiple of g times, then the table is there g times.
func copiesOf(x [][]float64, columns []Column) *copies {
	same := equalRows(x)
	each := float64(len(x)) / float64(len(same))
	if len(same) == len(x) || float64(len(same)) < each*each { // few different rows are there many times
		return nil
	}
	most, size := int(math.Sqrt(float64(len(x)))), 0
	if !areTold(x, columns, same) {
		if size = divisor(same); size < 2 || elementary.Pow(float64(size), float64(1-len(same))) > chance {
			return nil
		}
	}
	c := &copies{first: make([]int, len(x)), n: make([]int, len(x))}
	for _, rows := range same {
		n := size
		if n == 0 {
			n = len(rows)
		}
		if n > most {
			n = 1
		}
		for part := range slices.Chunk(rows, n) {
			for _, row := range part {
				c.first[row] = part[0]
			}
			c.n[part[0]] = len(part)
		}
	}
	return c
}

// equalRows lists the rows that are equal, by the first of them.
func equalRows(x [][]float64) (same [][]int) {
	const prime = 1099511628211 // of the hash FNV-1a
	at := make(map[uint64]int, len(x))
	for i, row := range x {
		key := uint64(0)
		for _, v := range row {
			key = (key ^ math.Float64bits(v+0)) * prime // -0 + 0 is 0
			key ^= key >> 32
		}
		k, known := at[key]
		if known && slices.Equal(x[same[k][0]], row) {
			same[k] = append(same[k], i)
			continue
		}
		at[key] = len(same)
		same = append(same, []int{i})
	}
	return same
}

// areTold says whether two columns with a density tell nearly all different rows apart.
func areTold(x [][]float64, columns []Column, same [][]int) bool {
	for count, j := 0, 0; j < len(columns); j++ {
		if columns[j].Kind != Density {
			continue
		}
		values := make([]float64, len(same))
		for k, rows := range same {
			values[k] = x[rows[0]][j]
		}
		slices.Sort(values)
		if float64(len(slices.Compact(values))) >= telling*float64(len(same)) {
			if count++; count == 2 {
				return true
			}
		}
	}
	return false
}

// divisor is the largest number that divides how often each row is there.
func divisor(same [][]int) (g int) {
	for _, rows := range same {
		for n := len(rows); n > 0; {
			g, n = n, g%n
		}
	}
	return g
}
