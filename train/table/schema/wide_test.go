// Tables of many columns.

package schema_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// wide is a table of two rows whose columns have few different values, of any type.
func wide(t *testing.T, columns int) *table.Table {
	random, list := rand.New(rand.NewPCG(1, 2)), make([]*table.Column, columns)
	for j := range list {
		name, first := "c"+strconv.Itoa(j), random.IntN(columns/4)
		switch j % 4 {
		case 0:
			list[j] = table.NewNumbers(name, float64(first), math.Copysign(0, float64(random.IntN(2))-0.5))
		case 1:
			list[j] = table.NewNumbers(name, float64(first), 0)
			list[j].Type = table.Integer
		case 2:
			list[j] = table.NewTexts(name, strconv.Itoa(first), "x")
		default:
			day := time.Date(1900, 1, first, 0, 0, 0, 0, time.UTC)
			list[j] = table.NewDates(name, day, day.AddDate(0, 1, 0).In(time.FixedZone("", random.IntN(3600))))
		}
		if random.IntN(8) == 0 {
			list[j].Missing[1] = true
		}
	}
	return newTable(t, list...)
}

// TestDuplicatesOfManyColumns: a column is a duplicate if an earlier one has its values, of a number in whatever type and
// with whatever sign of zero, of a date in whatever zone.
func TestDuplicatesOfManyColumns(t *testing.T) {
	rows := wide(t, 1200)
	s, err := schema.New(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	first, found := map[string]string{}, 0
	for j, c := range rows.Columns {
		key := map[bool]string{true: "number "}[c.Type.IsNumeric()]
		for i, missing := range c.Missing {
			switch {
			case missing:
				key += "missing,"
			case c.Type == table.Date:
				key += c.Dates[i].UTC().String()
			case c.Type == table.Text:
				key += c.Texts[i]
			default:
				key += strconv.FormatFloat(c.Numbers[i]+0, 'g', -1, 64)
			}
		}
		switch of, known := first[key]; {
		case !known:
			first[key] = c.Name
			if s.Columns[j].Kind == schema.Duplicate {
				t.Errorf("%s is a duplicate of %s", c.Name, s.Columns[j].Of)
			}
		case s.Columns[j].Kind == schema.Duplicate && s.Columns[j].Of != of:
			t.Errorf("%s is a duplicate of %s, want %s", c.Name, s.Columns[j].Of, of)
		case s.Columns[j].Kind == schema.Duplicate:
			found++
		}
	}
	if found < 100 {
		t.Errorf("%d duplicates", found)
	}
}

// TestManyColumnsInLinearMemory: the memory for a description grows as the number of columns.
func TestManyColumnsInLinearMemory(t *testing.T) {
	bytes := func(columns int) uint64 {
		rows := wide(t, columns)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := schema.New(rows, nil); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := bytes(1000), bytes(4000); many > 6*few {
		t.Errorf("%d bytes for 1000 columns, %d for 4000", few, many)
	}
}

// TestColumnsOfABatch: the columns of a batch are found by their names in any order, and one of another length is refused.
func TestColumnsOfABatch(t *testing.T) {
	a, b, c := table.NewNumbers("a", 1, 2.5, 3), table.NewNumbers("b", 4, 5.25, 7), table.NewNumbers("c", 7, 7.125, 9)
	s := newSchema(t, newTable(t, a, b, c), nil)
	want, err := s.Encode(newTable(t, a, b, c), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Encode(newTable(t, c, table.NewTexts("d", "x", "y", "z"), b, a), 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.X {
		for j, v := range want.X[i] {
			if got.X[i][j] != v {
				t.Errorf("row %d, column %d is %v, want %v", i, j, got.X[i][j], v)
			}
		}
	}
	short := &table.Table{Columns: []*table.Column{a, table.NewNumbers("b", 1, 2), c}}
	if _, err := s.Encode(short, 1); err == nil || err.Error() != `"b" has 2 rows, "a" has 3: table: columns of different lengths` {
		t.Errorf("a column that is too short: %v", err)
	}
}
