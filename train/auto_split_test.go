// How Auto deals rows to folds.

package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEqualRowsAreHeldOutTogether: copies of a row are in one fold wherever folds end, all rows are held out once, and no fold
// is without rows. Copies that are more than a fold are dealt to several.
func TestEqualRowsAreHeldOutTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := fewestRows; n < 90; n++ {
		odd := n % 2
		x := slices.Repeat([][]float64{{-1, 1}}, n/3*odd) // copies that are more than a fold
		for i := 0; len(x) < n; i++ {
			x = append(x, slices.Repeat([][]float64{{float64(i), 1}}, min(1+rng.IntN(2-odd), n-len(x)))...)
		}
		s := &search{Budget: Budget{Seed: uint64(n)}}
		if err := s.split(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		held := 0
		for _, f := range s.folds {
			held += len(f.held)
			if len(f.held) == 0 || len(f.held)+len(f.train) != n {
				t.Errorf("%d rows: a fold of %d and %d rows", n, len(f.held), len(f.train))
			}
			for _, row := range f.held {
				if row[0] >= 0 && slices.ContainsFunc(f.train, func(other []float64) bool { return slices.Equal(other, row) }) {
					t.Errorf("%d rows: %v is held out, and its copy is not", n, row)
				}
			}
		}
		if held != n {
			t.Errorf("%d of %d rows are held out", held, n)
		}
	}
}

// TestCopiesAreNoFurtherRows: the standard error of a mean over held-out rows that are there twice is that over the rows, and
// rows that are frequent count one by one.
func TestCopiesAreNoFurtherRows(t *testing.T) {
	for _, frequent := range []int{0, 200} {
		var x [][]float64
		for i := range 300 {
			x = append(x, []float64{float64(i * i), float64(i)}, []float64{float64(i * i), float64(i)})
		}
		x = append(x, slices.Repeat([][]float64{{-1, 1}}, frequent)...)
		s := &search{Budget: Budget{Seed: 1}}
		if err := s.split(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		f := &found{copies: s.copies()}
		var values, once, weights []float64
		for _, fold := range s.folds {
			for _, row := range fold.held {
				values = append(values, row[0])
			}
		}
		for i := range 300 {
			once, weights = append(once, float64(i*i)), append(weights, 2)
		}
		for range frequent {
			once, weights = append(once, -1), append(weights, 1)
		}
		got, want := f.mean(values), newScore(once, weights)
		if math.Abs(got.Mean/want.Mean-1) > 1e-12 || math.Abs(got.Error/want.Error-1) > 1e-12 || got.Rows != len(x) {
			t.Errorf("%d frequent rows: %+v, want %+v", frequent, got, want)
		}
	}
}

// TestHeldOutRowsAreLikeAll: where rows are held out once, frequent rows and rows that are there twice have the share among
// them that they have in the table. In folds each has its share of a frequent row.
func TestHeldOutRowsAreLikeAll(t *testing.T) {
	for _, n := range []int{1000, manyRows + 5000} {
		var x [][]float64
		for i := range n { // three of ten rows are equal, three are there twice
			switch i % 10 {
			case 0, 1, 2:
				x = append(x, []float64{-1, 0})
			case 3, 4, 5:
				x = append(x, []float64{float64(i%10 + 10*(i/20)), 1})
			default:
				x = append(x, []float64{float64(i), 2})
			}
		}
		s := &search{Budget: Budget{Seed: 1}}
		if err := s.split(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		for k, f := range s.folds {
			var shares [3]float64
			for _, row := range f.held {
				shares[int(row[1])] += 1 / float64(len(f.held))
			}
			for kind, want := range []float64{0.3, 0.3, 0.4} {
				if got := shares[kind]; math.Abs(got-want) > 5*math.Sqrt(want/float64(len(f.held))) {
					t.Errorf("%d rows, fold %d: a share of %.3f of rows of kind %d, want %.1f", n, k, got, kind, want)
				}
			}
		}
	}
}

// TestFrequentRowsAreInAllFolds: a row that is there more often than the root of the number of rows, such as zeros in all
// columns, has its share in each fold. As often as the root it is in one.
func TestFrequentRowsAreInAllFolds(t *testing.T) {
	for _, copies := range []int{30, 90, 150} {
		x := slices.Repeat([][]float64{{0, 0}}, copies)
		for i := len(x); i < 900; i++ {
			x = append(x, []float64{float64(i), 1})
		}
		s := &search{}
		if err := s.split(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		with := 0
		for _, f := range s.folds {
			if n := len(slices.DeleteFunc(slices.Clone(f.held), func(row []float64) bool { return row[1] != 0 })); n > copies/10 {
				with++
			}
		}
		if want := map[bool]int{false: len(s.folds), true: 1}[copies == 30]; with != want {
			t.Errorf("%d of 900 rows are equal, and %d folds have some of them, want %d", copies, with, want)
		}
	}
}

// TestCopiesAreNoFewValues: rows of two numbers of their own that are there several times are copies, and held out together.
// Few values are not, where one column tells rows apart, or two that are one in two units, or where they come again often.
func TestCopiesAreNoFewValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, c := range map[string]struct {
		copies, different int
		row               func(i int) []float64
		want              bool
	}{
		"a table three times":    {3, 100, func(int) []float64 { return []float64{rng.NormFloat64(), rng.NormFloat64(), 1} }, true},
		"for balance":            {8, 90, func(int) []float64 { return []float64{rng.NormFloat64(), rng.ExpFloat64()} }, true},
		"ages":                   {3, 90, func(i int) []float64 { return []float64{float64(i)} }, false},
		"ages in years and days": {3, 90, func(i int) []float64 { return []float64{float64(i), 365 * float64(i)} }, false},
		"ages and sexes":         {3, 180, func(i int) []float64 { return []float64{float64(i / 2), float64(i % 2)} }, false},
		"five doses":             {5, 5, func(i int) []float64 { return []float64{float64(i), math.Exp2(float64(i))} }, false},
		"numbers of cities":      {50, 12, func(i int) []float64 { return []float64{float64(i), float64(i * i)} }, false},
		"bits":                   {20, 8, func(i int) []float64 { return []float64{float64(i % 2), float64(i / 2 % 2), float64(i / 4)} }, false},
	} {
		var x [][]float64
		for i := range c.different {
			x = append(x, slices.Repeat([][]float64{c.row(i)}, c.copies)...)
		}
		s := &search{}
		if err := s.split(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		for _, f := range s.folds {
			parted := slices.ContainsFunc(f.held, func(row []float64) bool {
				return slices.ContainsFunc(f.train, func(other []float64) bool { return slices.Equal(other, row) })
			})
			if parted == c.want {
				t.Errorf("%s: rows of one fold are in others too: %t, want %t", name, parted, !c.want)
			}
		}
	}
}
