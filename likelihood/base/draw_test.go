// Draws of many rows, which goroutines share.

package base_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// alone is a base of a user's, whose draws are not for several goroutines at a time.
type alone struct {
	base.Standard
	busy, shared *atomic.Bool
}

// RandStream notes whether another call is in progress.
func (a alone) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if a.busy.Swap(true) {
		a.shared.Store(true)
	}
	defer a.busy.Store(false)
	runtime.Gosched() // another one would begin now
	return a.Standard.RandStream(dst, rng)
}

// TestManyDrawsAreThoseOfFew: a row depends only on seed and number, whether goroutines share the rows or not.
func TestManyDrawsAreThoseOfFew(t *testing.T) {
	gaussian, err := base.NewDiagonalGaussian([]float64{-1, 0, 2}, []float64{1, 0.1, 2})
	if err != nil {
		t.Fatal(err)
	}
	mixture, err := base.NewMixture([]float64{0.3, 0.7}, gaussian, gaussian)
	if err != nil {
		t.Fatal(err)
	}
	var shared atomic.Bool
	for _, b := range []base.Base{base.Standard{}, gaussian, mixture, alone{busy: new(atomic.Bool), shared: &shared}} {
		many, err := base.Draw(t.Context(), b, 10000, 3, 7)
		if err != nil {
			t.Fatal(err)
		}
		few, err := base.Draw(t.Context(), b, 100, 3, 7)
		if err != nil || !slices.EqualFunc(few, many[:100], slices.Equal) {
			t.Errorf("%T: the first of 10,000 rows are not those of 100 (%v)", b, err)
		}
		if slices.Equal(many[9999], many[9998]) {
			t.Errorf("%T: the last rows are equal", b)
		}
	}
	if shared.Load() {
		t.Error("a base of a user's was drawn from by several goroutines at a time")
	}
}

// TestDrawsEnd: draws of many rows end with the context.
func TestDrawsEnd(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := base.Draw(ended, base.Standard{}, 10000, 3, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}
