// Columns over many powers of ten.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestManyDecades: a column over 6 to 30 powers of ten, from 0 or another number on, upwards or downwards or both, has nearly
// its density at values not seen. So has one that comes as near to two bounds, as probabilities do, and one of two groups
// that are far apart, of which fine kernels resolve one.
func TestManyDecades(t *testing.T) {
	normalLog := func(u float64) float64 { return -0.5*u*u - 0.5*math.Log(2*math.Pi) }
	type draw func(rng *rand.Rand) (x, logDensity float64)
	powers := func(deviation, from, sign float64) draw {
		return func(rng *rand.Rand) (float64, float64) {
			u := rng.NormFloat64()
			at := normalLog(u) - math.Log(deviation) - deviation*u
			if sign == 0 {
				return from + math.Exp(deviation*u)*float64(2*rng.IntN(2)-1), at - math.Ln2
			}
			return from + sign*math.Exp(deviation*u), at
		}
	}
	groups := func(apart float64) draw {
		return func(rng *rand.Rand) (float64, float64) {
			u := rng.NormFloat64()
			return u + apart*float64(rng.IntN(2)), normalLog(u) - math.Ln2
		}
	}
	between := func(deviation, from, to float64) draw {
		return func(rng *rand.Rand) (float64, float64) {
			u := rng.NormFloat64()
			p, q := 1/(1+math.Exp(-deviation*u)), 1/(1+math.Exp(deviation*u))
			x := from + (to-from)*p
			if u > 0 {
				x = to - (to-from)*q
			}
			return x, normalLog(u) - math.Log(deviation*(to-from)) - math.Log(p) - math.Log(q)
		}
	}
	for name, c := range map[string]struct {
		draw draw
		most float64
	}{
		"probabilities":  {between(8, 0, 1), 0.1},
		"between bounds": {between(5, -0.7, 3e6), 0.1},
		"6 decades":      {powers(2, 0, 1), 0.02},
		"9 decades":      {powers(3, 0, 1), 0.02},
		"15 decades":     {powers(5, 0, 1), 0.03},
		"downwards":      {powers(5, 0, -1), 0.03},
		"both":           {powers(5, 0, 0), 0.03},
		"from a number":  {powers(5, 1000, 1), 0.03},
		"30 decades":     {powers(10, 0, 1), 0.06},
		"groups":         {groups(1e5), 0.4},
	} {
		m := fit(t, column(func(rng *rand.Rand) float64 { x, _ := c.draw(rng); return x }, 1500), nil)
		const n = 1000
		rng, lost := rand.New(rand.NewPCG(9, 0)), 0.0
		for range n {
			x, want := c.draw(rng)
			lost += (want - logDensity(m, x)) / n
		}
		if !(math.Abs(lost) < c.most) {
			t.Errorf("%s: a value not seen loses %.3f nats, want less than %g", name, lost, c.most)
		}
	}
}

// TestFewValuesOverManyDecades: between few values that are powers of ten apart there is density, whatever the values are.
func TestFewValuesOverManyDecades(t *testing.T) {
	for seed := range uint64(20) {
		rng, x := rand.New(rand.NewPCG(1, seed)), make([][]float64, 50)
		for i := range x {
			x[i] = []float64{math.Exp(10 * rng.NormFloat64())}
		}
		m, lost := fit(t, x, nil), 0.0
		const n = 300
		for range n {
			u := rng.NormFloat64()
			lost += (-0.5*u*u - 0.5*math.Log(2*math.Pi) - math.Log(10) - 10*u - logDensity(m, math.Exp(10*u))) / n
		}
		if !(lost < 1) {
			t.Errorf("seed %d: a value not seen loses %.3f nats, want less than 1", seed, lost)
		}
	}
}

// TestFewRowsBesideAFarValue: two or three of a few values that are near to each other by chance make no peak of the density.
func TestFewRowsBesideAFarValue(t *testing.T) {
	for seed := range uint64(20) {
		rng, x := rand.New(rand.NewPCG(seed, 4)), make([][]float64, 20)
		for i := range x {
			x[i] = []float64{rng.NormFloat64()}
		}
		x[3][0] = 1e10
		m, lost := fit(t, x, nil), 0.0
		const n = 300
		for range n {
			u := rng.NormFloat64()
			lost += (-0.5*u*u - 0.5*math.Log(2*math.Pi) - logDensity(m, u)) / n
		}
		if !(lost < 1) {
			t.Errorf("seed %d: a value not seen loses %.3f nats, want less than 1", seed, lost)
		}
	}
}
