// Copies: rows that are there several times since a table has been appended to itself, or since some rows have been drawn
// more often for balance.

package marginal

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/equal"
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

// copiesOf finds the copies among rows x; nil if there are none. Equal rows are copies where two columns tell nearly all
// different rows apart, unless they are as frequent as a value that a population has, such as zeros in all columns. Elsewhere
// rows may be equal since their values are few. If all are there a multiple of g times, then the table is there g times.
// The error is ctx's.
func copiesOf(ctx context.Context, x [][]float64, columns []Column) (*copies, error) {
	same, err := equal.Rows(ctx, x)
	if err != nil || len(same) == len(x) || equal.AreFew(len(x), same) {
		return nil, err
	}
	told, err := equal.AreTold(ctx, x, same, func(j int) bool { return columns[j].Kind == Density })
	if err != nil {
		return nil, err
	}
	most, size := int(math.Sqrt(float64(len(x)))), 0
	if !told {
		if size = divisor(same); size < 2 || elementary.Pow(float64(size), float64(1-len(same))) > chance {
			return nil, nil
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
	return c, nil
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
