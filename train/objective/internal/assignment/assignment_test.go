// Assignments: the least sum over all permutations, the sorted order in one column, contexts, refusals.

package assignment_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/objective/internal/assignment"
	"github.com/pkg/errors"
)

// rows are those of a square matrix.
func rows(cost []float64, n int) [][]float64 { return slices.Collect(slices.Chunk(cost, n)) }

func sum(cost []float64, n int, to []int) (total float64) {
	for i, j := range to {
		total += cost[i*n+j]
	}
	return total
}

// least tries all permutations.
func least(cost []float64, n, from int, to []int) float64 {
	if from == n {
		return sum(cost, n, to)
	}
	best := math.Inf(1)
	for k := from; k < n; k++ {
		to[from], to[k] = to[k], to[from]
		best = min(best, least(cost, n, from+1, to))
		to[from], to[k] = to[k], to[from]
	}
	return best
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func isPermutation(to []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(to)), identity(len(to)))
}

// TestLeastOfAllPermutations: with ties too, and with a row of costs so large that the auctions with a rise do not see
// the differences of others.
func TestLeastOfAllPermutations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for trial := range 400 {
		n := 1 + trial%7
		cost := make([]float64, n*n)
		for i := range cost {
			cost[i] = rng.NormFloat64()
			if trial%3 == 0 { // ties
				cost[i] = float64(rng.IntN(3))
			}
			if trial%3 == 1 {
				cost[i] = float64(rng.IntN(30))
				if i < n {
					cost[i] *= 1e13
				}
			}
		}
		to, err := assignment.Solve(t.Context(), rows(cost, n))
		if err != nil || !isPermutation(to) {
			t.Fatalf("%v, error %v; want a permutation", to, err)
		}
		if got, want := sum(cost, n, to), least(cost, n, 0, identity(n)); math.Abs(got-want) > 1e-12 {
			t.Errorf("trial %d of %d rows: a sum of %v, want %v", trial, n, got, want)
		}
	}
}

// TestOnALine: on a line the least sum of squared distances joins points in their order.
func TestOnALine(t *testing.T) {
	const n = 300
	rng := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], y[i] = rng.NormFloat64(), 3*rng.ExpFloat64()
	}
	cost := make([]float64, n*n)
	for i := range cost {
		cost[i] = (x[i/n] - y[i%n]) * (x[i/n] - y[i%n])
	}
	to, err := assignment.Solve(t.Context(), rows(cost, n))
	if err != nil || !isPermutation(to) {
		t.Fatalf("%v, error %v; want a permutation", to, err)
	}
	got := sum(cost, n, to)
	slices.Sort(x)
	slices.Sort(y)
	want := 0.0
	for i := range x {
		want += (x[i] - y[i]) * (x[i] - y[i])
	}
	if math.Abs(got-want) > 1e-9*want {
		t.Errorf("a sum of %v, want %v", got, want)
	}
}

// counted is a context that ends when Err has been called left times.
type counted struct {
	context.Context
	left int
}

func (c *counted) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestContextEnds: every part of a solve looks at the context, at least twice a row, and ends with it.
func TestContextEnds(t *testing.T) {
	const n = 12
	cost := make([]float64, n*n)
	for i := range cost {
		cost[i] = float64(i * 7919 % 1009)
	}
	whole := &counted{t.Context(), 1 << 30}
	if _, err := assignment.Solve(whole, rows(cost, n)); err != nil || 1<<30-whole.left < 2*n {
		t.Fatalf("%d looks, error %v; want %d at least", 1<<30-whole.left, err, 2*n)
	}
	for looks := range 1<<30 - whole.left {
		ctx := &counted{t.Context(), looks}
		if _, err := assignment.Solve(ctx, rows(cost, n)); !errors.Is(err, context.Canceled) || ctx.left != -1 {
			t.Errorf("after %d looks: %d more, error %v; want one and context.Canceled", looks, -ctx.left, err)
		}
	}
}

// TestRefused: a cost without finite differences is refused with its row and column.
func TestRefused(t *testing.T) {
	for _, c := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e301} {
		_, err := assignment.Solve(t.Context(), [][]float64{{1, 2}, {c, 3}})
		if want := fmt.Sprintf("row 1 and column 0 is %v", c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a cost of %v: error %v, want one with %q", c, err, want)
		}
	}
}
