// The first fault of many rows is the one that is named.

package entries_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// TestTheFirstFaultIsNamed: of several faults in rows that goroutines share, the first is named, each time.
func TestTheFirstFaultIsNamed(t *testing.T) {
	const rows, columns, first, last = 20000, 3, 9001, 19999
	for name, bad := range map[string]struct {
		value float64
		check func(x [][]float64) error
	}{
		"not finite": {math.NaN(), func(x [][]float64) error { return entries.Check("data", x, columns) }},
		"too large":  {1e39, func(x [][]float64) error { return entries.CheckSize("data", x, nil, nil, tensor.Float32) }},
		"too large in a unit": {1e300, func(x [][]float64) error {
			return entries.CheckSize("data", x, []float64{0, 0, 0}, []float64{1, 1e-10, 1}, tensor.Float64, tensor.Float64)
		}},
	} {
		x := make([][]float64, rows)
		for r := range x {
			x[r] = make([]float64, columns)
		}
		if err := bad.check(x); err != nil {
			t.Errorf("%s: %v for zeros, want none", name, err)
		}
		for r := first; r <= last; r += 100 {
			x[r][1] = bad.value
		}
		for range 20 {
			var fault *entries.Fault
			if err := bad.check(x); !errors.As(err, &fault) || fault.Row != first || fault.Column != 1 {
				t.Fatalf("%s: %v, want row %d, column 1", name, err, first)
			}
		}
	}
}
