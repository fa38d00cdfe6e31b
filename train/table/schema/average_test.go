// Averages of densities over draws against integrals over cells.

package schema_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestAverage: averaged over draws, the probability of a cell is the integral of the density over the cell.
func TestAverage(t *testing.T) {
	v := table.NewNumbers("v", 0, 1, 2, 3)
	rows := newTable(t, v)
	s := newSchema(t, rows, nil)
	const n = 4000
	draws := make([][]float64, n)
	for seed := range draws {
		vectors, err := s.Encode(rows, uint64(seed))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range vectors.X {
			draws[seed] = append(draws[seed], normal(1.2, 1)(x, nil))
		}
	}
	got, err := schema.Average(draws...)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range v.Numbers {
		cdf := func(x float64) float64 { return math.Erfc((1.2-x)/math.Sqrt2) / 2 }
		want := cdf(k+0.5) - cdf(k-0.5)
		// Values of the density in a cell have a deviation of less than half their mean. The bound is four standard errors.
		if p := math.Exp(got[i]); math.Abs(p-want) > 4*0.5*want/math.Sqrt(n) {
			t.Errorf("cell %v: %v, want %v", k, p, want)
		}
	}
	never := []float64{math.Inf(-1), math.NaN(), 0}
	if got, err := schema.Average(never, never); err != nil || !math.IsInf(got[0], -1) || !math.IsNaN(got[1]) || got[2] != 0 {
		t.Errorf("got %v, %v, want -Inf, NaN, 0", got, err)
	}
	if _, err := schema.Average(never, nil); !errors.Is(err, schema.ErrShape) {
		t.Errorf("got %v, want ErrShape", err)
	}
}
