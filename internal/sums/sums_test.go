// Columns that are sums of others, and columns that nearly are.

package sums_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/sums"
)

// TestFind: sums of one, two and three columns are found with their factors, whatever the columns' units, and nothing else
// is: no column that is nearly a sum, none of values far from 0 that are all nearly equal, no constant.
func TestFind(t *testing.T) {
	r, x := rand.New(rand.NewPCG(1, 2)), [][]float64(nil)
	for range 200 {
		a, b, c := 1e6+r.NormFloat64(), 1e-9*r.NormFloat64(), r.ExpFloat64()
		x = append(x, []float64{a, b, a + 1e9*b, c, 7, 32 + 1.8*c, a + c + 1e-2*r.NormFloat64(), 1e12 + 0.01*r.NormFloat64(), 5e8*b - 2*c + 0.5*a})
	}
	list := sums.Find(x)
	if len(list) != 3 {
		t.Fatalf("sums %v, want three", list)
	}
	for i, want := range []sums.Sum{{2, []int{0, 1}, []float64{1, 1e9}, 0}, {5, []int{3}, []float64{1.8}, 32}, {8, []int{0, 1, 3}, []float64{0.5, 5e8, -2}, 0}} {
		s := list[i]
		if s.Column != want.Column || !slices.Equal(s.Of, want.Of) || math.Abs(s.Offset-want.Offset) > 1e-6*(1+math.Abs(want.Offset)) {
			t.Errorf("sum %v, want %v", s, want)
			continue
		}
		for k, f := range s.Factors {
			if math.Abs(f/want.Factors[k]-1) > 1e-6 {
				t.Errorf("sum %v, want %v", s, want)
			}
		}
	}
	if got := list[1].Text(func(c int) string { return "c" + strconv.Itoa(c) }); got != "c5 is 1.8·c3 + 32" {
		t.Error(got)
	}
}

// TestFindNeedsRows: of few rows, which have sums by chance, and of no rows there is none.
func TestFindNeedsRows(t *testing.T) {
	for _, x := range [][][]float64{nil, {{1, 2}}, {{1, 2}, {2, 4}}} {
		if list := sums.Find(x); list != nil {
			t.Errorf("of %v: %v", x, list)
		}
	}
}
