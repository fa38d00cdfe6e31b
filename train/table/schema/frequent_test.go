// Numbers and dates in a good share of the rows.

package schema_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestFrequentNumberInAnyOrder: a number in a good share of the rows is told, in whatever order the rows are, as sorted ones.
func TestFrequentNumberInAnyOrder(t *testing.T) {
	values := irregular(20000, func(u float64) float64 { return math.Exp(5 * max(u-0.3, 0)) })
	sorted := slices.Sorted(slices.Values(values))
	falling := slices.Clone(sorted)
	slices.Reverse(falling)
	late := append(slices.DeleteFunc(slices.Clone(values[:10000]), func(v float64) bool { return v == 1 }), values[10000:]...)
	for order, numbers := range map[string][]float64{"any": values, "rising": sorted, "falling": falling, "late": late} {
		share := 0.0
		for _, v := range numbers {
			if v == 1 {
				share += 1 / float64(len(numbers))
			}
		}
		seen := newSchema(t, newTable(t, table.NewNumbers("x", numbers...)), nil).Columns[0].Seen
		if seen.Often != "1" || math.Abs(seen.Share-share) > 1e-3 {
			t.Errorf("%s order: %s in a share of %g, want 1 in %g", order, seen.Often, seen.Share, share)
		}
	}
}

// TestFrequentNumbers: all numbers in a good share of the rows are told, as those of both ends where values are clipped.
func TestFrequentNumbers(t *testing.T) {
	clipped := irregular(2000, func(u float64) float64 { return min(max(4*u-1.6, -1), 2) })
	s := newSchema(t, newTable(t, table.NewNumbers("x", clipped...)), nil)
	if seen := s.Columns[0].Seen; seen.Often != "-1" || !slices.Equal(seen.Also, []string{"2"}) {
		t.Errorf("told are %s and %v, want -1 and 2", seen.Often, seen.Also)
	}
	if text := s.String(); !strings.Contains(text, "; -1 in 15% of rows and 2 in at least 2%, where a density has no value") {
		t.Errorf("%s", text)
	}
}

// TestFrequentDate: a date in a good share of the rows, such as the start of 1970 for one that is not known, is told where times
// have a density, in any order of rows.
func TestFrequentDate(t *testing.T) {
	for _, unknown := range [][2]int{{0, 2000}, {4000, 2000}, {8000, 2000}} { // the first of these rows, and how many
		dates := table.NewDates("t")
		for i, u := range irregular(10000, func(u float64) float64 { return u }) {
			date := time.Unix(0, 0)
			if from := unknown[0]; i < from || i >= from+unknown[1] {
				date = time.Date(2023, 3, 1, 0, 0, 0, int(u*1e15), time.UTC)
			}
			dates.AppendDate(date)
		}
		if seen := newSchema(t, newTable(t, dates), nil).Columns[0].Seen; seen.Often != "1970-01-01T00:00:00Z" || math.Abs(seen.Share-0.2) > 1e-3 {
			t.Errorf("unknown from row %d on: %s in a share of %g, want the start of 1970 in 0.2", unknown[0], seen.Often, seen.Share)
		}
	}
}

// TestFrequentNumbersAlike: of numbers in equally many rows the least is the first, always.
func TestFrequentNumbersAlike(t *testing.T) {
	values := irregular(600, func(u float64) float64 { return math.Round(u*6)/7 + max(u-0.9, 0)*u })
	for i := range values[:480] {
		values[i] = math.Sqrt(float64(i%8 + 2))
	}
	first := newSchema(t, newTable(t, table.NewNumbers("x", values...)), nil).Columns[0].Seen
	for range 10 {
		if seen := newSchema(t, newTable(t, table.NewNumbers("x", values...)), nil).Columns[0].Seen; seen.Often != first.Often || !slices.Equal(seen.Also, first.Also) {
			t.Errorf("told are %s and %v, before %s and %v", seen.Often, seen.Also, first.Often, first.Also)
		}
	}
	if first.Often != table.FormatNumber(math.Sqrt2) {
		t.Errorf("told is %s, want the least", first.Often)
	}
}
