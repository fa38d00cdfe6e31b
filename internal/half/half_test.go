// Numbers of half precision against what they stand for.

package half_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/half"
)

// TestFloat64: numbers of every kind, the least ones and zeros with a sign among them.
func TestFloat64(t *testing.T) {
	for bits, want := range map[uint16]float64{0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 0x1p-24, 0x83ff: -1023 * 0x1p-24, 0x0400: 0x1p-14, 0x3555: 0.333251953125, 0xfc00: math.Inf(-1)} {
		if got := half.Float64(bits); got != want {
			t.Errorf("%#x is %v, want %v", bits, got, want)
		}
	}
	if v := half.Float64(0x8000); v != 0 || !math.Signbit(v) {
		t.Errorf("0x8000 is %v, want -0", v)
	}
	if v := half.Float64(0x7e00); !math.IsNaN(v) {
		t.Errorf("0x7e00 is %v, want NaN", v)
	}
}
