// Package assignment solves the linear assignment problem exactly.
package assignment

import (
	"context"
	"math"

	"github.com/pkg/errors"
)

// Solve assigns each of n rows a column of its own so that the sum of cost[row][column] is the least possible. It finds
// shortest augmenting paths after a column reduction (Jonker and Volgenant, A shortest augmenting path algorithm for
// dense and sparse linear assignment problems, Computing 38 (1987) 325–340), in O(n³). Costs must be finite. The end of
// the context ends it.
func Solve(ctx context.Context, cost [][]float64) ([]int, error) {
	n := len(cost)
	s := &solver{cost: cost, n: n, column: fill(n), row: fill(n), price: make([]float64, n),
		distance: make([]float64, n), before: make([]int, n), order: make([]int, n)}
	steps := []func(context.Context) error{s.reduce, s.transfer, s.transfer, s.augmentAll}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.WithStack(err)
		}
	}
	return s.column, nil
}

// solver keeps a partial assignment, and prices of the columns. At these prices every assigned row has its cheapest
// column.
type solver struct {
	cost        [][]float64
	n           int
	column, row []int // by row its column, by column its row; -1: none yet
	price       []float64

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

// reduce sets each column's price to its least cost, and assigns the column to the row of that cost if the row is free.
func (s *solver) reduce(ctx context.Context) error {
	for j := s.n - 1; j >= 0; j-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		least, at := math.Inf(1), 0
		for i := range s.n {
			if c := s.cost[i][j]; c < least {
				least, at = c, i
			}
		}
		s.price[j] = least
		if s.column[at] < 0 {
			s.column[at], s.row[j] = j, at
		}
	}
	return nil
}

// transfer assigns each free row its cheapest column. It lowers the column's price by the difference to the second
// cheapest, and frees the row that had the column.
func (s *solver) transfer(ctx context.Context) error {
	var free []int
	for i, j := range s.column {
		if j < 0 {
			free = append(free, i)
		}
	}
	for steps := 0; len(free) > 0 && steps < 8*s.n; steps++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		i := free[len(free)-1]
		free = free[:len(free)-1]
		first, second, at := s.cheapest(i)
		if second > first {
			s.price[at] -= second - first
		} else if s.row[at] >= 0 {
			continue // nothing gained; augment assigns this row
		}
		if other := s.row[at]; other >= 0 {
			s.column[other] = -1
			free = append(free, other)
		}
		s.column[i], s.row[at] = at, i
	}
	return nil
}

// cheapest returns the least and the second least cost less price of a row, and the column of the least.
func (s *solver) cheapest(i int) (first, second float64, at int) {
	first, second = math.Inf(1), math.Inf(1)
	for j, c := range s.cost[i] {
		switch c -= s.price[j]; {
		case c < first:
			first, second, at = c, first, j
		case c < second:
			second = c
		}
	}
	return first, second, at
}

// augmentAll assigns the remaining rows.
func (s *solver) augmentAll(ctx context.Context) error {
	for i := range s.n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.column[i] < 0 {
			s.augment(i)
		}
	}
	return nil
}

// augment finds the shortest path from a free row to a free column, and assigns along it. It is Dijkstra's algorithm
// with costs less prices, less that of a row's own column, so that no length is negative.
func (s *solver) augment(start int) {
	for j := range s.n {
		s.distance[j], s.before[j], s.order[j] = s.cost[start][j]-s.price[j], start, j
	}
	known, end, last, at := 0, -1, 0.0, s.nearest()
	for {
		s.order[known], s.order[at] = s.order[at], s.order[known]
		j := s.order[known]
		known++
		if last = s.distance[j]; s.row[j] < 0 {
			end = j
			break
		}
		at = s.relax(j, known, last)
	}
	for _, j := range s.order[:known] {
		s.price[j] += s.distance[j] - last
	}
	for j := end; j >= 0; {
		i := s.before[j]
		s.row[j] = i
		s.column[i], j = j, s.column[i]
		if i == start {
			break
		}
	}
}

// nearest returns the index in order of the column with the least distance.
func (s *solver) nearest() (at int) {
	for k, d := range s.distance {
		if d < s.distance[at] {
			at = k
		}
	}
	return at
}

// relax extends paths from the row of column j to the columns whose distance is not known yet. It returns the index of
// the nearest of these columns, a free one among equally near ones.
func (s *solver) relax(j, known int, distance float64) (at int) {
	i := s.row[j]
	costs := s.cost[i]
	slack, least := costs[j]-s.price[j]-distance, math.Inf(1)
	for k, column := range s.order[known:] {
		d := costs[column] - s.price[column] - slack
		if d < s.distance[column] {
			s.distance[column], s.before[column] = d, i
		} else {
			d = s.distance[column]
		}
		if d < least || d == least && s.row[column] < 0 {
			least, at = d, known+k
		}
	}
	return at
}
