// The pieces of a fit against what they are defined as: sums of kernels, scales, cells, divisors, and columns that contradict
// themselves.

package marginal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// TestKernelSums: sums of kernels from sums of values are those of the kernels one by one, also beside values far below or above,
// whose size takes the digits of the others.
func TestKernelSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for _, far := range []float64{0, -1e11, 1e11} {
		var values []float64
		for i := range 400 {
			values = append(values, math.Round(100*rng.NormFloat64())/100)
			if far != 0 && i%40 == 0 {
				values = append(values, far)
			}
		}
		slices.Sort(values)
		c := newCenters(values)
		for range 100 {
			x, near, below := rng.NormFloat64(), 0.0, 0.0
			for _, v := range values {
				s := (x - v) / 0.3
				near += max(0, 1-math.Abs(s)) / 0.3
				switch {
				case s >= 1:
					below++
				case s >= 0:
					below += 1 - (1-s)*(1-s)/2
				case s > -1:
					below += (1 + s) * (1 + s) / 2
				}
			}
			k := triangle{0.3}
			if math.Abs(k.near(c, x)-near) > 1e-6 || math.Abs(k.below(c, x)-below) > 1e-6 {
				t.Errorf("far values at %v, triangles at %v: %v and %v below, want %v and %v", far, x, k.near(c, x), k.below(c, x), near, below)
			}
			near, below = 0, 0
			for _, v := range values {
				if math.Abs(x-v) < 0.05 {
					near += 10
				}
				below += min(max((x-v)/0.1+0.5, 0), 1)
			}
			b := box{grid{width: 0.1}}
			if math.Abs(b.near(c, x)-near) > 1e-6 || math.Abs(b.below(c, x)-below) > 1e-6 {
				t.Errorf("far values at %v, boxes at %v: %v and %v below, want %v and %v", far, x, b.near(c, x), b.below(c, x), near, below)
			}
		}
		at := slices.Max(values) // one value alone, where it is far away
		if k, n := (box{grid{width: 1, isFound: true}}), float64(len(values)-c.before(at)); math.Abs(k.below(c, at)-(float64(len(values))-n/2)) > 1e-6 && far > 0 {
			t.Errorf("%v below %v, want half of its rows", k.below(c, at), at)
		}
	}
}

// TestScalesGoBack: a scale's map has an inverse, its slope is its derivative, and distances are from the nearer center.
func TestScalesGoBack(t *testing.T) {
	other := scale{heavy: true, center: 1, unit: 1e-9}
	for _, s := range []scale{{center: 3, unit: 2}, {heavy: true, center: -1, unit: 0.1}, {heavy: true, unit: 1e-9, opposite: &other}} {
		for _, x := range []float64{-7, -1e-8, 1e-12, 1e-6, 0.3, 0.5, 0.9, 1 - 1e-7, 1, 1 + 1e-9, 5} {
			if got := s.back(s.of(x)); math.Abs(got-x) > 1e-9*s.away(x)+4e-16*max(math.Abs(x), math.Abs(s.center)) {
				t.Errorf("%+v: %v comes back as %v", s, x, got)
			}
			h := 1e-5 * max(s.unit, s.away(x))
			if got, want := s.slope(x), (s.of(x+h)-s.of(x-h))/(2*h); math.Abs(got-want) > 1e-3*want {
				t.Errorf("%+v: slope at %v is %v, want %v", s, x, got, want)
			}
		}
		want := math.Abs(0.9 - s.center)
		if s.opposite != nil {
			want = 0.9 - s.opposite.center
		}
		if got := s.away(0.9); math.Abs(got-math.Abs(want)) > 1e-12 {
			t.Errorf("%+v: 0.9 is %v away, want %v", s, got, math.Abs(want))
		}
	}
}

// TestCellsHoldNumbers: half a cell moves a value, however far from 0 it is, and rounded values are told apart as long as there is a
// number halfway between them. A value that is merely small is no multiple of a width.
func TestCellsHoldNumbers(t *testing.T) {
	for _, v := range []float64{0, 1, 1e15, 0x1p54, 1e100} {
		for _, isRounded := range []bool{false, true} {
			if half := reach(1, v, isRounded); v+half == v || v-half == v {
				t.Errorf("half a cell of %v is %v, which does not move it", v, half)
			}
		}
	}
	if half := reach(1, 0x1p52-1, true); half != 0.5 {
		t.Errorf("half a cell of integers near 2⁵² is %v", half)
	}
	for _, g := range []grid{{width: 1, rounding: rounding, isFound: true}, {width: 0.1, rounding: rounding, isFound: true}} {
		if !g.holds(0) || !g.holds(3) || g.holds(1e-9) || g.holds(g.width/2) {
			t.Errorf("multiples of %v: 0 %t, 3 %t, 1e-9 %t, a half %t", g.width, g.holds(0), g.holds(3), g.holds(1e-9), g.holds(g.width/2))
		}
	}
}

// TestDivisor: rows that are there 4, 6 and 10 times are there a multiple of two times.
func TestDivisor(t *testing.T) {
	var same [][]int
	for _, n := range []int{4, 6, 10} {
		same = append(same, make([]int, n))
		if got, want := divisor(same), map[int]int{1: 4, 2: 2, 3: 2}[len(same)]; got != want {
			t.Errorf("a divisor of %d, want %d", got, want)
		}
	}
}

// TestTailsOfNarrowIntervals: the tail's mass in an interval is its density times the length, far out on both sides too, and that of
// two parts is that of the whole.
func TestTailsOfNarrowIntervals(t *testing.T) {
	m := &mixture{tail: 0.3, far: scale{center: 2, unit: 3}}
	for x, tolerance := range map[float64]float64{-1e9: 1e-3, -50: 1e-5, 2: 1e-5, 2.5: 1e-5, 1e9: 1e-3} {
		for _, length := range []float64{1e-12, 1e-7, 1e-3} {
			length *= 1 + math.Abs(x-2)
			if got, want := m.tailWithin(x, x+length), 0.3*m.tailDensity(x+length/2)*(x+length-x); math.Abs(got-want) > tolerance*want {
				t.Errorf("%v from %v on: mass %v, want %v", length, x, got, want)
			}
		}
	}
}

// TestColumnsWithoutSense: a tail of more than all mass, no mass between knots, and a copy of what has no density are refused; the
// columns of a transform are those that it was made of, whatever the sum of their masses is.
func TestColumnsWithoutSense(t *testing.T) {
	good := Column{Kind: Density, Knots: []float64{0, 1, 3}, Mass: []float64{2, 6}, Tail: 0.01, Center: 1, Scale: 2}
	heavy, none := good, good
	heavy.Tail, none.Mass = 1.5, []float64{math.MaxFloat64, math.MaxFloat64}
	for name, columns := range map[string][]Column{"tail": {heavy}, "mass": {none}, "copy of a constant": {good, {Kind: Constant}, {Kind: Copy, Of: 1, Slope: 1}},
		"copy of a copy": {good, {Kind: Copy, Slope: 1}, {Kind: Copy, Of: 1, Slope: 1}}, "copy of itself": {good, {Kind: Copy, Of: 1, Slope: 1}}} {
		if _, err := New(columns); !errors.Is(err, fault.ErrSettings) {
			t.Errorf("%s: error %v, want ErrSettings", name, err)
		}
	}
	m, err := New([]Column{good})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Columns()[0].Mass; !slices.Equal(got, good.Mass) {
		t.Errorf("masses %v, want %v as given", got, good.Mass)
	}
	for _, x := range append(slices.Clone(good.Knots), -1e9, 1e9, 0.5) {
		z, back := make([]float64, 1), make([]float64, 1)
		if slope := m.Forward(z, []float64{x}); math.IsInf(slope, 0) || math.IsNaN(slope) {
			t.Errorf("log slope %v at %v", slope, x)
		}
		if m.Inverse(back, z); math.Abs(back[0]-x) > 1e-6*(1+math.Abs(x)) {
			t.Errorf("%v comes back as %v", x, back[0])
		}
	}
	for _, z := range []float64{-1e3, -40, 40, 1e3} {
		x := make([]float64, 1)
		if m.Inverse(x, []float64{z}); math.IsInf(x[0], 0) || math.IsNaN(x[0]) || (x[0] < 0) != (z < 0) {
			t.Errorf("a score of %v is the value %v", z, x[0])
		}
	}
}

// TestSeedsPlaceValues: another seed places rounded values elsewhere in their cells, and so finds other masses.
func TestSeedsPlaceValues(t *testing.T) {
	var x [][]float64
	for i := range 300 {
		x = append(x, []float64{math.Round(20 * math.Sin(float64(i)))})
	}
	var before []float64
	for seed := range uint64(2) {
		m, err := Fit(t.Context(), x, &Settings{Seed: seed, Smooth: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Columns()[0].Mass; slices.Equal(got, before) {
			t.Errorf("seed %d: the masses of the seed before", seed)
		} else {
			before = got
		}
	}
}
