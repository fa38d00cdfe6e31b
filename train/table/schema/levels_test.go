// Levels as variables: normal numbers whose race has a winner.

package schema

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestRacesAreNormal: numbers whose race levels win as often as their shares are normal and independent, the winner is the level,
// and the log-density that is subtracted is theirs less that of the share.
func TestRacesAreNormal(t *testing.T) {
	const n = 40_000
	shares, rng := []float64{0.6, 0.3, 0.1}, rand.New(rand.NewPCG(1, 2))
	x, sums, products := make([]float64, 3), make([]float64, 3), [3][3]float64{}
	for range n {
		level, u := 0, rng.Float64()
		for u >= shares[level] && level < 2 {
			u -= shares[level]
			level++
		}
		got, want := race(x, shares, level, rng.Float64), -math.Log(shares[level])
		for i, v := range x {
			want -= v*v/2 + math.Log(2*math.Pi)/2
			sums[i] += v / n
			for k, w := range x {
				products[i][k] += v * w / n
			}
		}
		if winner(x, shares) != level || math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v, won by level %d: level %d wins, log-density %v; want %v", x, level, winner(x, shares), got, want)
		}
	}
	for i := range x {
		for k := range x {
			want := 0.0
			if i == k {
				want = 1
			}
			if math.Abs(sums[i]) > 0.03 || math.Abs(products[i][k]-want) > 0.03 {
				t.Errorf("numbers %d and %d: mean %v, product %v; want 0 and %v", i, k, sums[i], products[i][k], want)
			}
		}
	}
}

// TestTimesKeepTheirDigits: a time and its normal number have the same digits at both ends, and no uniform number has a time of 0,
// whose number is infinite.
func TestTimesKeepTheirDigits(t *testing.T) {
	for _, x := range []float64{-30, -5, -0.1, 0.1, 3, 8, 12} {
		if got := normalOf(timeOf(x)); math.Abs(got-x) > 1e-9*(1+math.Abs(x)) {
			t.Errorf("%v becomes %v", x, got)
		}
	}
	for _, u := range []float64{0, 0x1p-53, 1 - 0x1p-53} {
		if time := exponential(u); !(time > 0) || math.IsInf(normalOf(time), 0) {
			t.Errorf("%v has the time %v, want more than 0", u, time)
		}
	}
}

// TestPhasesKnowNoZones: the phase of a time is the same in whatever zone it is told.
func TestPhasesKnowNoZones(t *testing.T) {
	east := time.FixedZone("east", 9*3600)
	for day := range 40 {
		at := time.Date(2024, 2, day, 20, 30, 0, 0, time.UTC)
		for _, p := range periods {
			if a, b := p.phase(at), p.phase(at.In(east)); a != b {
				t.Errorf("%v in a %s: %v, and %v in another zone", at, p, a, b)
			}
		}
	}
}
