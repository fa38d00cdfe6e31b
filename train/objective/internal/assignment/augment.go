// Augmenting paths: columns for the rows that the auctions leave without one.

package assignment

import (
	"context"
	"math"
)

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
