// Equal rows, and what tells them apart.

package equal_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/equal"
)

// TestRows: rows are listed with their equals, 0 and -0 being one number.
func TestRows(t *testing.T) {
	x := [][]float64{{0, 1}, {2, 1}, {math.Copysign(0, -1), 1}, {1, 0}, {2, 1}}
	if got, want := must(equal.Rows(t.Context(), x)), [][]int{{0, 2}, {1, 4}, {3}}; !reflect.DeepEqual(got, want) {
		t.Errorf("equal rows %v, want %v", got, want)
	}
}

// TestAreTold: two columns of different numbers tell rows apart, one of them and few numbers do not, and only columns with a
// density count.
func TestAreTold(t *testing.T) {
	rng, x := rand.New(rand.NewPCG(1, 2)), [][]float64(nil)
	for range 100 {
		x = append(x, []float64{rng.NormFloat64(), float64(rng.IntN(3)), rng.NormFloat64()})
	}
	x = append(x, x...)
	same := must(equal.Rows(t.Context(), x))
	for _, c := range []struct {
		density [3]bool
		want    bool
	}{{[3]bool{true, true, true}, true}, {[3]bool{true, false, true}, true}, {[3]bool{true, true, false}, false}, {[3]bool{}, false}} {
		if got := must(equal.AreTold(t.Context(), x, same, func(j int) bool { return c.density[j] })); got != c.want {
			t.Errorf("columns %v with a density: %v", c.density, got)
		}
	}
	if equal.AreFew(len(x), same) || !equal.AreFew(1000, same[:9]) || equal.AreFew(1000, same) {
		t.Error("few are nine rows of which each is there a hundred times, but not a hundred that are there ten times")
	}
}

// TestEnds: a context that has ended is the error of both.
func TestEnds(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	end()
	x := [][]float64{{1, 2}, {3, 4}}
	if _, err := equal.Rows(ctx, x); !errors.Is(err, context.Canceled) {
		t.Errorf("Rows: %v", err)
	}
	if _, err := equal.AreTold(ctx, x, [][]int{{0}, {1}}, func(int) bool { return true }); !errors.Is(err, context.Canceled) {
		t.Errorf("AreTold: %v", err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
