// Values on their grid.

package schema

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestRoundIsText: a rounded value has the bits of its decimal text, whatever the decimals of its grid and its size are.
func TestRoundIsText(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for decimals := range 40 {
		width := math.Pow(10, -float64(decimals))
		for range 500 {
			g := &Cell{Width: width, Offset: width * float64(rng.IntN(2)) / 2, Decimals: decimals}
			v := rng.NormFloat64() * width * math.Pow(10, 18*rng.Float64())
			near := g.Offset + math.Round((v-g.Offset)/g.Width)*g.Width
			want, err := strconv.ParseFloat(strconv.FormatFloat(near, 'f', decimals, 64), 64)
			if got := g.round(v); err != nil || math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%v on %v: %v, want %v", v, *g, got, want)
			}
		}
	}
}
