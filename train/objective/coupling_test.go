// Pairings of rows of one column.

package objective

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/objective/internal/assignment"
)

func column(n int, value func() float64) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{value()}
	}
	return x
}

// TestOneColumn: rows of one column have the draws that the least sum of squared distances gives them, among equal conditions.
func TestOneColumn(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 7))
	for range 20 {
		p := &path{x: column(40, func() float64 { return math.Exp(2 * rng.NormFloat64()) }), c: column(40, func() float64 { return float64(rng.IntN(3)) })}
		start := column(40, rng.NormFloat64)
		got, err := OptimalTransport.join(t.Context(), start, p, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range p.groups() {
			cost, err := p.costs(t.Context(), start, group)
			if err != nil {
				t.Fatal(err)
			}
			to, err := assignment.Solve(t.Context(), cost)
			if err != nil {
				t.Fatal(err)
			}
			for k, i := range group {
				if want := start[group[to[k]]]; !slices.Equal(got[i], want) {
					t.Fatalf("row %d has draw %v, want %v", i, got[i], want)
				}
			}
		}
	}
}

// TestOneColumnMemory: a batch of one column takes no memory for distances of all rows to all draws, 32 MB here.
func TestOneColumnMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	p, start := &path{x: column(2000, rng.NormFloat64)}, column(2000, rng.NormFloat64)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := OptimalTransport.join(t.Context(), start, p, 1)
	runtime.ReadMemStats(&after)
	if size := after.TotalAlloc - before.TotalAlloc; err != nil || size > 4<<20 {
		t.Errorf("%d bytes, %v", size, err)
	}
}
