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

// TestFindInSinglePrecision: sums of columns of single precision are found, in which the rounding of each number is left, and
// no column that is nearly a sum.
func TestFindInSinglePrecision(t *testing.T) {
	r, x := rand.New(rand.NewPCG(1, 2)), [][]float64(nil)
	single := func(v float64) float64 { return float64(float32(v)) }
	for range 200 {
		net, tax := single(1000*r.ExpFloat64()), single(100*r.NormFloat64())
		x = append(x, []float64{net, tax, single(net + tax), single(net - 0.5*tax + 3), single((net + tax) * (1 + 1e-5*r.NormFloat64()))})
	}
	list := sums.Find(x)
	if len(list) != 2 || list[0].Column != 2 || list[1].Column != 3 {
		t.Fatalf("sums %v, want those of columns 2 and 3", list)
	}
	if got := list[0].Text(func(c int) string { return "c" + strconv.Itoa(c) }); got != "c2 is 1·c0 + 1·c1" {
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
