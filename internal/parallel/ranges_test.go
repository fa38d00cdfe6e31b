// Ranges and parts: each item once, and the first error.

package parallel_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// TestRangesCoverEachItemOnce: every item belongs to one range, whatever the number of items and their size.
func TestRangesCoverEachItemOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000, 8191, 8192, 8193, 30000} {
		for _, numbers := range []int{0, 1, 43, 1 << 20} {
			seen := make([]int32, n)
			err := parallel.Ranges(t.Context(), "a test", n, numbers, func(lo, hi int) error {
				for i := lo; i < hi; i++ {
					atomic.AddInt32(&seen[i], 1)
				}
				return nil
			})
			for i, times := range seen {
				if times != 1 || err != nil {
					t.Fatalf("item %d of %d was met %d times, %v; want once", i, n, times, err)
				}
			}
		}
	}
}

// TestPartsCoverEachElementOnce: every element of every vector belongs to one part.
func TestPartsCoverEachElementOnce(t *testing.T) {
	vectors := [][]float64{make([]float64, 5), nil, make([]float64, 40000), make([]float64, 8192), make([]float64, 1)}
	err := parallel.Parts("a test", vectors, func(vector, from, to int) error {
		for k := range vectors[vector][from:to] {
			vectors[vector][from+k]++
		}
		return nil
	})
	for i, v := range vectors {
		for k, times := range v {
			if times != 1 || err != nil {
				t.Fatalf("element %d of vector %d was met %g times, %v; want once", k, i, times, err)
			}
		}
	}
}

// TestRangesHaveTheFirstError: among many items that fail, the error is that of the first.
func TestRangesHaveTheFirstError(t *testing.T) {
	for range 200 {
		err := parallel.Ranges(t.Context(), "a test", 64, 1<<13, func(lo, _ int) error {
			if lo == 10 {
				for range 10000 { // later ones fail meanwhile
				}
			}
			if lo >= 10 {
				return errors.Errorf("item %d", lo)
			}
			return nil
		})
		if err == nil || err.Error() != "item 10" {
			t.Fatalf("%v, want the error of item 10", err)
		}
	}
}

// TestRangesEnd: a context that has ended and a panic are errors.
func TestRangesEnd(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	if err := parallel.Ranges(ended, "a test", 3, 1, func(int, int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	err := parallel.Ranges(t.Context(), "a test", 3, 1, func(int, int) error { panic("broken") })
	if err == nil || !strings.Contains(err.Error(), "a test") {
		t.Errorf("%v, want an error that names the place", err)
	}
}
