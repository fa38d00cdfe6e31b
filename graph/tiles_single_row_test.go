// Small tiles of programs of a single row, whose features are lanes.

package graph

import (
	"math/rand/v2"
	"testing"
)

// TestSmallTilesOfASingleRow: kernels write whole vectors, so that a tile which ended inside one would spoil the operands of the next
// where results take their place. The random graphs of these seeds have one row, and results in place.
func TestSmallTilesOfASingleRow(t *testing.T) {
	for _, seed := range []uint64{597, 693} {
		rng := rand.New(rand.NewPCG(seed, 77))
		rows := []int{1, 5, 16, 17, 40}[rng.IntN(5)]
		s := &stockTrial{graph: newStockGraph(rng, rows, DtypeOf[float64]()), b: NewBuilder[float64](rows), params: NewParams(DtypeOf[float64]())}
		must(t, s.build(rng))
		if err := runStock[float64](s, &CompileSettings{Builder: s.b, tile: 1}, s.expect(rng), 1e-10); err != nil || rows != 1 {
			t.Errorf("seed %d, %d rows: %v", seed, rows, err)
		}
	}
}
