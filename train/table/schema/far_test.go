// Rounded values beside a few that are far away.

package schema_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestCellsBesideACode: rounded numbers and dates have the cells that they have by themselves if some rows, or most of them,
// have a value far away, such as a code for missing values.
func TestCellsBesideACode(t *testing.T) {
	numbers := func(n int, code, parts float64) func(every int) *table.Column {
		return func(every int) *table.Column {
			c, rng := table.NewNumbers("x"), rand.New(rand.NewPCG(1, 2))
			for i := range n {
				if v := float64(rng.IntN(101)) / parts; i%100 < every {
					c.AppendNumber(code)
				} else {
					c.AppendNumber(v)
				}
			}
			return c
		}
	}
	dates := func(n int, last bool) func(every int) *table.Column {
		return func(every int) *table.Column {
			c, rng := table.NewDates("x"), rand.New(rand.NewPCG(1, 2))
			for i := range n {
				date := time.Date(2020, 1, 1+rng.IntN(1460), 0, 0, 0, 0, time.UTC)
				if last {
					date = time.Date(2020, time.Month(1+rng.IntN(24)), 0, 0, 0, 0, 0, time.UTC)
				}
				if i%100 < every {
					date = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
				}
				c.AppendDate(date)
			}
			return c
		}
	}
	cellOf := func(values *table.Column) (schema.Cell, int) {
		c := newSchema(t, newTable(t, values), nil).Columns[0]
		if c.Cell == nil {
			return schema.Cell{}, c.Months
		}
		return schema.Cell{Width: c.Cell.Width, Decimals: c.Cell.Decimals}, c.Months
	}
	for name, values := range map[string]func(every int) *table.Column{
		"integers": numbers(20000, 999999, 1), "halves": numbers(1000, -1e9, 2), "tenths": numbers(600, 99999, 10), "days": dates(1000, false), "months": dates(110, true),
	} {
		want, months := cellOf(values(0))
		if want.Width == 0 {
			t.Fatalf("%s are not rounded", name)
		}
		for _, every := range []int{1, 60} {
			if got, m := cellOf(values(every)); got != want || m != months {
				t.Errorf("%s, of which %d in a hundred are far away: cells of %v, months %d; want %v, %d", name, every, got, m, want, months)
			}
		}
	}
}
