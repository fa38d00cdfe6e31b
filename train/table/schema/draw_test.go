// Conditions of samples where combinations of classes are many.

package schema_test

import (
	"math"
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

// TestDrawsFollowTheProbabilities: combinations of classes, and of missing values, come as often among draws as rows have them, and
// those of classes as often as their probabilities say, whose sum over all combinations is 1.
func TestDrawsFollowTheProbabilities(t *testing.T) {
	const n, draws = 60, 20_000
	x, y, a, b := table.NewNumbers("x"), table.NewNumbers("y"), table.NewTexts("a"), table.NewTexts("b")
	for i := range n {
		a.AppendText([]string{"p", "q", "r"}[i%3])
		b.AppendText([]string{"u", "v", "v"}[(i+i/59)%3]) // of a, but in one row
		for _, c := range []struct {
			*table.Column
			missing bool
		}{{x, i%4 == 0}, {y, i%2 == 1}} {
			if c.missing {
				c.AppendMissing()
			} else {
				c.AppendNumber(math.Sqrt(float64(i)))
			}
		}
	}
	s := newSchema(t, newTable(t, x, y, a, b), &schema.Settings{Missing: schema.Mask})
	drawn, err := s.Draw(draws, 3)
	if err != nil {
		t.Fatal(err)
	}
	_, names := s.Names()
	place := func(name string) int { return slices.Index(names, name) }
	classes, total := map[[2]int]float64{}, 0.0
	for _, c := range drawn {
		if c[place("x missing")] == 1 && c[place("y missing")] == 1 {
			t.Fatal("a draw in which both are missing, which no row has")
		}
		classes[[2]int{slices.Index(c[place("a=p"):][:3], 1), slices.Index(c[place("b=u"):][:2], 1)}] += 1. / draws
	}
	for i, p := range []string{"p", "q", "r"} {
		for k, q := range []string{"u", "v"} {
			one := newTable(t, table.NewNumbers("x", 1), table.NewNumbers("y", 1), table.NewTexts("a", p), table.NewTexts("b", q))
			e, err := s.Encode(one, 1)
			if err != nil || len(e.LogJacobian) != 1 {
				t.Fatal(e, err)
			}
			share := math.Exp(e.LogJacobian[0])
			if total += share; math.Abs(classes[[2]int{i, k}]-share) > 5*math.Sqrt(share/draws) {
				t.Errorf("%s and %s are %v of the draws, want %v", p, q, classes[[2]int{i, k}], share)
			}
		}
	}
	if math.Abs(total-1) > 1e-9 {
		t.Errorf("probabilities have the sum %v, want 1", total)
	}
}

// TestFewestLevelsOfMany: a column of as many texts as MaxLevels is a category, one of more is left out.
func TestFewestLevelsOfMany(t *testing.T) {
	for most, want := range map[int]schema.Kind{4: schema.Category, 3: schema.LeftOut} {
		s := newSchema(t, newTable(t, table.NewTexts("a", "p", "q", "r", "s"), table.NewNumbers("x", 1, 2, 3, 5)), &schema.Settings{MaxLevels: most})
		if got := s.Columns[0].Kind; got != want {
			t.Errorf("4 texts where %d are allowed: %s, want %s", most, got, want)
		}
	}
}
