// The start of a fit: means at rows that are far apart, and the spread of all rows as covariance.

package em

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

func newFitting(ctx context.Context, x [][]float64, components int, s Settings) (*fitting, error) {
	f := &fitting{x: x, settings: s}
	var err error
	if f.expect, err = newExpectation(len(x), len(x[0]), components, s.Workers); err != nil {
		return nil, err
	}
	everything := moments{rows: x, around: x[0]}
	mean, spread, err := everything.of(ctx, wholly(len(x)))
	if err != nil {
		return nil, err
	}
	shrink := elementary.Pow(float64(components), -2/float64(len(mean)))
	for i := range spread {
		spread[i] *= shrink
	}
	f.spread = spread
	starts, err := startingRows(ctx, x, spread, components, s.Seed)
	if err != nil {
		return nil, err
	}
	for k, i := range starts {
		if err := parallel.Ended(ctx, k); err != nil {
			return nil, err
		}
		c, err := newComponent(1/float64(components), slices.Clone(x[i]), f.spread, len(x))
		if err != nil {
			return nil, singular(x)
		}
		f.components = append(f.components, c)
	}
	return f, nil
}

// singular is the error of rows whose own covariance has no factor, which the prior, a part of it, does not change.
func singular(x [][]float64) error {
	if n, d := len(x), len(x[0]); n <= d {
		return errors.Wrapf(ErrSettings, "em: %d rows of %d columns have no covariance with an inverse; want more rows than columns, or fewer columns", n, d)
	}
	return errors.Wrap(ErrSettings, "em: the rows' covariance is singular to rounding: columns that depend on each other, or that are constant; leave them out")
}

// startingRows draws rows far from each other: each next one with a probability proportional to its squared distance from
// the rows drawn so far, in units of the columns' standard deviations (Arthur and Vassilvitskii, k-means++, 2007).
func startingRows(ctx context.Context, x [][]float64, spread []float64, n int, seed uint64) ([]int, error) {
	rng, d := rand.New(rand.NewPCG(seed, 0x656d)), len(x[0])
	chosen := []int{rng.IntN(len(x))}
	distance := slices.Repeat([]float64{math.Inf(1)}, len(x))
	for len(chosen) < n {
		last, total := x[chosen[len(chosen)-1]], 0.0
		for i, row := range x {
			if err := parallel.Ended(ctx, i); err != nil {
				return nil, err
			}
			s := 0.0
			for j, v := range row {
				if u := v - last[j]; u != 0 {
					s += u * u / spread[j*d+j]
				}
			}
			distance[i] = min(distance[i], s)
			total += distance[i]
		}
		chosen = append(chosen, draw(distance, total*rng.Float64(), rng))
	}
	return chosen, nil
}

// draw returns the index at which the running sum exceeds u; any row if all sums are zero, as for equal rows.
func draw(weights []float64, u float64, rng *rand.Rand) int {
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return rng.IntN(len(weights))
}

// wholly returns shares of 1 in all rows.
func wholly(n int) []share {
	shares := make([]share, n)
	for i := range shares {
		shares[i] = share{i, 1}
	}
	return shares
}
