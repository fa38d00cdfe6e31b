// Optima: prices that certify them, the same assignment of rows in another order and of costs in another unit.

package assignment_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/objective/internal/assignment"
)

// matrices are costs of all kinds: those of tables, of whole numbers with many ties, all equal, and of rows or
// columns that cost much more than others.
func matrices(n int) map[string][][]float64 {
	all := map[string][][]float64{}
	for _, tab := range tables {
		all[tab.name] = tab.distances(n)
	}
	for name, cost := range map[string]func(rng *rand.Rand, i, j int) float64{
		"ties":      func(rng *rand.Rand, _, _ int) float64 { return float64(rng.IntN(4)) },
		"equal":     func(*rand.Rand, int, int) float64 { return 0.1 },
		"unrelated": func(rng *rand.Rand, _, _ int) float64 { return rng.ExpFloat64() - 1 },
		"uneven":    func(rng *rand.Rand, i, j int) float64 { return rng.Float64() * math.Pow(1e3, float64(i%3+j%2)) },
		"one row": func(rng *rand.Rand, i, _ int) float64 {
			return float64(rng.IntN(40)) * math.Pow(1e12, float64(1/(i+1)))
		},
		"offsets": func(rng *rand.Rand, i, j int) float64 { return rng.Float64() + 1e6*float64(i) - 1e5*float64(j) },
	} {
		rng := rand.New(rand.NewPCG(1, 3))
		all[name] = rows(make([]float64, n*n), n)
		for i := range n * n {
			all[name][i/n][i%n] = cost(rng, i/n, i%n)
		}
	}
	return all
}

// certified tells whether there are prices at which no row has a column cheaper than its own by more than the
// tolerance. Then no assignment has a sum less by more than n tolerances. The prices are shortest paths over columns
// (Bellman and Ford): each may be as much as a row's own column's, less the difference of the two costs.
func certified(cost [][]float64, to []int, tolerance float64) bool {
	price := make([]float64, len(to))
	for range len(to) + 1 {
		changed := false
		for i, own := range to {
			least := cost[i][own] - price[own]
			for j, c := range cost[i] {
				if c-price[j] < least-tolerance {
					price[j], changed = c-least, true
				}
			}
		}
		if !changed {
			return true
		}
	}
	return false
}

// TestCertificate: prices certify every assignment, up to rounding, and none in which two rows have changed places.
func TestCertificate(t *testing.T) {
	for _, n := range []int{3, 9, 80} {
		for name, cost := range matrices(n) {
			to, err := assignment.Solve(t.Context(), cost)
			if err != nil || !isPermutation(to) {
				t.Fatalf("%s: %v, error %v; want a permutation", name, to, err)
			}
			largest := 0.0
			for _, costs := range cost {
				largest = max(largest, slices.Max(costs), -slices.Min(costs))
			}
			if !certified(cost, to, 1e-14*largest) {
				t.Errorf("%s, %d rows: not the least sum", name, n)
			}
			if n == 80 && name == "normal" {
				if to[0], to[1] = to[1], to[0]; certified(cost, to, 1e-14*largest) {
					t.Error("certified with two rows changed")
				}
			}
		}
	}
}

// TestRowsInAnotherOrder: a row keeps its column wherever it stands, where only one assignment is the best. Sums are
// the same in any case.
func TestRowsInAnotherOrder(t *testing.T) {
	const n = 60
	order := rand.New(rand.NewPCG(1, 5)).Perm(n)
	for name, cost := range matrices(n) {
		turned := make([][]float64, n)
		for i, from := range order {
			turned[i] = cost[from]
		}
		to, err := assignment.Solve(t.Context(), cost)
		other, otherErr := assignment.Solve(t.Context(), turned)
		if err != nil || otherErr != nil {
			t.Fatal(name, err, otherErr)
		}
		ties := name == "ties" || name == "equal" || name == "one row" || name == "rounded"
		var sum, otherSum float64
		for i, from := range order {
			sum += cost[from][to[from]]
			otherSum += turned[i][other[i]]
			if !ties && other[i] != to[from] {
				t.Errorf("%s: row %d has column %d, in another order %d", name, from, to[from], other[i])
			}
		}
		if math.Abs(sum-otherSum) > 1e-12*math.Abs(sum) {
			t.Errorf("%s: a sum of %v, in another order %v", name, sum, otherSum)
		}
	}
}

// TestUnitOfCosts: huge and tiny costs, and the same ones again, are assigned as others; powers of two round nothing.
func TestUnitOfCosts(t *testing.T) {
	const n = 60
	for name, cost := range matrices(n) {
		want, err := assignment.Solve(t.Context(), cost)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, unit := range []float64{1, 0x1p940, 0x1p-940} {
			scaled := rows(make([]float64, n*n), n)
			for i, costs := range cost {
				for j, c := range costs {
					scaled[i][j] = unit * c
				}
			}
			if to, err := assignment.Solve(t.Context(), scaled); err != nil || !slices.Equal(to, want) {
				t.Errorf("%s in units of %v: %v, error %v; want %v", name, unit, to, err, want)
			}
		}
	}
}
