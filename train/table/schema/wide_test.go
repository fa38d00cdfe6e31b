// Tables of many columns.

package schema_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
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

// TestLevelsInEitherPrecision: a level of numbers is the first that a number is in double or in single precision.
func TestLevelsInEitherPrecision(t *testing.T) {
	random, code, x := rand.New(rand.NewPCG(4, 5)), table.NewNumbers("code"), table.NewNumbers("x")
	for i := range 900 {
		v := float64(random.IntN(600)) / 1000
		switch i % 10 {
		case 0:
			v = float64(float32(v)) // a level of its own beside that of the decimal
		case 1:
			v = 1e300 * v
		}
		code.AppendNumber(v)
		x.AppendNumber(random.NormFloat64())
	}
	s := newSchema(t, newTable(t, code, x), &schema.Settings{MaxLevels: 900}, "code", "category")
	levels := s.Columns[0].Levels
	asked := table.NewNumbers("code")
	for k, level := range levels {
		v, err := strconv.ParseFloat(level, 64)
		if err != nil {
			t.Fatal(err)
		}
		asked.AppendNumber([]float64{v, float64(float32(v)), v + 1e-9, math.Nextafter(v, 2)}[k%4])
	}
	for i, v := range asked.Numbers {
		if math.IsInf(v, 0) {
			asked.Numbers[i] = 7
		}
	}
	encoded, err := s.Encode(newTable(t, asked, table.NewNumbers("x", make([]float64, len(levels))...)), 1)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]int{}
	for k, i := range encoded.Rows {
		got[i] = slices.Index(encoded.Condition[k], 1)
	}
	isSame := func(u, v float64) bool { return u == v || float64(float32(v)) == v && float32(u) == float32(v) }
	for i, v := range asked.Numbers {
		want := slices.Index(levels, table.FormatNumber(v))
		if want < 0 {
			want = slices.IndexFunc(levels, func(text string) bool {
				u, _ := strconv.ParseFloat(text, 64)
				return isSame(u, v) || isSame(v, u)
			})
		}
		if level, ok := got[i]; ok != (want >= 0) || ok && level != want {
			t.Errorf("%v has level %d, known %v, want %d", v, level, ok, want)
		}
	}
}
