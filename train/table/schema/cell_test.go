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

// TestGridsOfMoreDecimals: numbers with fewer decimals before those with more have the grid of all of them, in any order.
func TestGridsOfMoreDecimals(t *testing.T) {
	for _, values := range [][]float64{{1, 1.5, 2, 3.5, 7, 8.5, 10, 11.5}, {0.75, 1, 1.25, 3, 7.5, 9.75, 20, 20.25}, {3, 3.1, 3.3, 4.7, 4.9, 5.3, 6, 7.1}} {
		var first *Cell
		for range values {
			values = append(values[1:], values[0])
			var g grid
			for _, v := range values {
				g.add(v)
			}
			cell := g.cell(len(values))
			if cell == nil || first != nil && cell.Width != first.Width {
				t.Fatalf("%v: cells %+v, in another order %+v", values, cell, first)
			}
			if first == nil {
				first = cell
			}
			for _, v := range values {
				if cell.round(v) != v {
					t.Errorf("%v: %v is not on the grid %+v", values, v, *cell)
				}
			}
		}
	}
}
