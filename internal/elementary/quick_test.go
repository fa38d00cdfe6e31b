// The quick logarithm and exponential against those of full precision.

package elementary_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// TestQuick: errors are 1e-15 and 2e-15 over all numbers, and where tables and halves of parts meet.
func TestQuick(t *testing.T) {
	for _, x := range quickNumbers() {
		want := elementary.Log(x)
		if got := elementary.QuickLog(x); !(math.Abs(got-want) <= 1e-15*max(1, math.Abs(want))) && got != want && want == want {
			t.Errorf("log %v is %v, want %v", x, got, want)
		}
		for _, y := range []float64{x, -x} {
			want := elementary.Exp(y)
			if got := elementary.QuickExp(y); !(math.Abs(got/want-1) <= 2e-15) && got != want && want == want {
				t.Errorf("exp %v is %v, want %v", y, got, want)
			}
		}
	}
	if got := elementary.QuickExp(0); got != 1 {
		t.Errorf("exp 0 is %v", got)
	}
}

// quickNumbers are numbers of all sizes, the ends of the parts of tables, and what is no number.
func quickNumbers() (list []float64) {
	for i := range 20000 {
		list = append(list, math.Exp(float64(i-10000)*0.0703))
	}
	for i := range 257 {
		for _, x := range []float64{1 + float64(i)/128, float64(i) * math.Ln2 / 256} {
			list = append(list, x, math.Nextafter(x, 0), math.Nextafter(x, 9))
		}
	}
	return append(list, 0, 0x1p-1074, 0x1p-1022, math.MaxFloat64, 699.999, 700, 700.1, math.Inf(1), math.NaN())
}

func BenchmarkQuick(b *testing.B) {
	for name, f := range map[string]func(float64) float64{"Log": elementary.Log, "QuickLog": elementary.QuickLog, "Exp": elementary.Exp, "QuickExp": elementary.QuickExp} {
		b.Run(name, func(b *testing.B) {
			x := 0.3
			for b.Loop() {
				x = 0.3 + 1e-9*f(x)
			}
		})
	}
}
