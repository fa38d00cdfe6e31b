// Package assignment solves the linear assignment problem exactly.
package assignment

import (
	"context"
	"math"

	"github.com/pkg/errors"
)

// Solve assigns each of n rows a column of its own so that the sum of cost[row][column] is the least possible, up to
// the rounding of costs. It finds prices of the columns by auctions with smaller and smaller bids (Bertsekas, The
// auction algorithm: a distributed relaxation method for the assignment problem, Annals of Operations Research 14
// (1988) 105–123). Rows that then have their cheapest column keep it. The others, few as a rule, get theirs by shortest
// augmenting paths (Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
// problems, Computing 38 (1987) 325–340), in O(n³) at worst. Of several least sums it takes one, always the same one for
// the same costs. The end of the context ends it, and a cost that is NaN or beyond ±1e300 is refused.
func Solve(ctx context.Context, cost [][]float64) ([]int, error) {
	n := len(cost)
	s := &solver{cost: cost, n: n, column: fill(n), row: fill(n), price: make([]float64, n), near: make([]near, n),
		distance: make([]float64, n), before: make([]int, n), order: make([]int, n)}
	steps := []func(context.Context) error{s.check, s.reduce, s.auctions, s.augmentAll}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.WithStack(err)
		}
	}
	return s.column, nil
}

// solver keeps a partial assignment, and prices of the columns. After the auctions every assigned row has its cheapest
// column at these prices.
type solver struct {
	cost        [][]float64
	n           int
	column, row []int // by row its column, by column its row; -1: none yet
	price       []float64
	near        []near // by row

	distance []float64 // by column, from the start of augment's path
	before   []int     // by column: the row before it on the path
	order    []int     // columns, first those whose shortest distance is known
}

func fill(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// Largest is the magnitude up to which sums of the costs of any path are finite.
const Largest = 1e300

// check refuses costs that are too large, and NaN.
func (s *solver) check(ctx context.Context) error {
	for i, costs := range s.cost {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j, c := range costs {
			if !(math.Abs(c) <= Largest) {
				return errors.Errorf("the cost of row %d and column %d is %v; want one within ±%v", i, j, c, Largest)
			}
		}
	}
	return nil
}

// reduce sets each column's price to its least cost, and assigns the column to the row of that cost if the row is free.
func (s *solver) reduce(ctx context.Context) error {
	for i, costs := range s.cost {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j, c := range costs {
			if i == 0 || c < s.price[j] {
				s.price[j], s.row[j] = c, i
			}
		}
	}
	for j, i := range s.row {
		if s.column[i] < 0 {
			s.column[i] = j
		} else {
			s.row[j] = -1
		}
	}
	return nil
}
