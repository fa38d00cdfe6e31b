// Conditions of samples where combinations of classes are many.

package schema_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// levelled is a table of classes a, b, … of so many levels, and of a number x.
func levelled(t *testing.T, rows, levels, classes int) *table.Table {
	random, columns := rand.New(rand.NewPCG(1, 2)), []*table.Column{table.NewNumbers("x")}
	for j := range classes {
		columns = append(columns, table.NewTexts(string(rune('a'+j))))
	}
	for range rows {
		columns[0].AppendNumber(random.NormFloat64())
		for _, c := range columns[1:] {
			c.AppendText("level " + strconv.Itoa(int(float64(levels)*random.Float64()*random.Float64())))
		}
	}
	return newTable(t, columns...)
}

// TestDrawByCounts: a draw has the first pattern at which the counts of the patterns exceed a number of rows.
func TestDrawByCounts(t *testing.T) {
	s := newSchema(t, levelled(t, 3000, 500, 1), &schema.Settings{MaxLevels: 1000}, "a", "class")
	drawn, err := s.Draw(2000, 5)
	if err != nil {
		t.Fatal(err)
	}
	levels := float64(len(drawn[0]))
	for i, c := range drawn {
		random := rand.New(rand.NewPCG(5^0xd3a74, uint64(i)))
		left, k := random.Int64N(3000), -1
		for left >= 0 {
			k++
			left -= s.Patterns[k].Count
		}
		want := s.Patterns[k].Levels[0]
		if random.Float64()*(3000+levels/2) < levels/2 {
			want = random.IntN(int(levels))
		}
		if got := slices.Index(c, 1); got != want {
			t.Fatalf("sample %d has level %d, want %d", i, got, want)
		}
	}
}

// TestGivenHasCombinationsOnce: the memory for draws given classes does not grow with the number of levels given times that
// of combinations.
func TestGivenHasCombinationsOnce(t *testing.T) {
	const levels = 60
	s := newSchema(t, levelled(t, 5000, levels, 3), &schema.Settings{MaxLevels: levels}, "a", "class", "b", "class", "c", "class")
	bytes := func(rows int) uint64 {
		asked := []*table.Column{table.NewTexts("a"), table.NewTexts("b")}
		for i := range rows {
			asked[0].AppendText(s.Columns[1].Levels[i%len(s.Columns[1].Levels)])
			asked[1].AppendText(s.Columns[2].Levels[i/len(s.Columns[1].Levels)])
		}
		given := newTable(t, asked...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := s.Given(given, 1); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := bytes(10), bytes(1000); many > few+10_000*1000 {
		t.Errorf("%d bytes for 1000 pairs of levels, %d for 10", many, few)
	}
}
