// Auctions: prices at which most rows have their cheapest column.

package assignment

import (
	"context"
	"math"
)

// auctions holds one auction after another, each with a fifth of the rise of the one before, down to about the rounding
// of the costs, and one without a rise. A small rise alone would let rows of nearly the same costs, as those of the
// middle of a heavy-tailed table, bid against each other for very long.
func (s *solver) auctions(ctx context.Context) error {
	spread, err := s.spread(ctx)
	for rise := spread / 10; err == nil && rise > 1e-12*spread; rise /= 5 {
		err = s.auction(ctx, rise)
	}
	if err != nil {
		return err
	}
	return s.auction(ctx, 0)
}

// spread returns the largest difference between costs less prices in a row.
func (s *solver) spread(ctx context.Context) (spread float64, err error) {
	for _, costs := range s.cost {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		least, most := math.Inf(1), math.Inf(-1)
		for j, c := range costs {
			c -= s.price[j]
			least, most = min(least, c), max(most, c)
		}
		spread = max(spread, most-least)
	}
	return spread, nil
}

// auction lets free rows bid until none is left, at most eight times as many bids as rows. Rows that find no column by
// then find one in the next auction, or by augment.
func (s *solver) auction(ctx context.Context, rise float64) error {
	free, err := s.release(ctx, rise)
	for bids := 8 * s.n; err == nil && len(free) > 0 && bids > 0; bids-- {
		i := free[len(free)-1]
		free = free[:len(free)-1]
		if other := s.bid(i, rise); other >= 0 {
			free = append(free, other)
		}
		err = ctx.Err()
	}
	return err
}

// release frees the rows whose column costs more than their cheapest and the tolerance. It returns all free rows.
func (s *solver) release(ctx context.Context, tolerance float64) (free []int, err error) {
	for i, j := range s.column {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if j >= 0 {
			if least, _, _ := s.cheapest(i); s.cost[i][j]-s.price[j] <= least+tolerance {
				continue
			}
			s.column[i], s.row[j] = -1, -1
		}
		free = append(free, i)
	}
	return free, nil
}

// bid assigns a free row its cheapest column. It lowers the column's price by the difference to the second cheapest and
// the rise. It returns the row that had the column and is free now, or -1. A row whose bid would change no price does
// not take a column from another, since they might take it from each other for ever.
func (s *solver) bid(i int, rise float64) (other int) {
	least, second, at := s.cheapest(i)
	other, rise = s.row[at], rise+second-least
	if other >= 0 {
		if rise <= 0 {
			return -1
		}
		s.column[other] = -1
	}
	s.price[at] -= rise
	s.column[i], s.row[at] = at, i
	return other
}
