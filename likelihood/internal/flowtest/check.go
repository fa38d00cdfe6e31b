// Comparisons for tests.

package flowtest

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Must ends the test if there is an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Touch tells the containers of a model's parameters that values have been written.
func Touch(model interface{ Params() []*graph.Param }) {
	for _, p := range model.Params() {
		p.Params().Touch()
	}
}

// CloseTo compares with a bound relative to the larger of 1 and the wanted value.
func CloseTo(t testing.TB, what string, got, want []float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= bound*max(1, math.Abs(want[i]))) {
			t.Errorf("%s: entry %d is %.16g, want %.16g (off by %.2g, bound %g)", what, i, got[i], want[i], d, bound)
			return
		}
	}
}

// CloseRows compares rows as CloseTo compares numbers.
func CloseRows(t testing.TB, what string, got, want [][]float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		CloseTo(t, what, got[i], want[i], bound)
	}
}

// WantError checks that err wraps want.
func WantError(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error is %v, want %v", what, err, want)
	}
}
