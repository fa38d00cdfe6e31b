// LogProbs: the log-densities of many rows, a row block at a time.

package kernel

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// LogProbs returns log p of rows x, M×D, in N·M·(D+H) operations. It computes squared distances as |x|² - 2xᵀp + |p|²
// around the points' mean m. So the error of a row's log p is about 1e-16·|x-m|²/h², for the narrowest width h. A row
// for which that is more than 1e-7, as where a point is far from all others, takes the time of LogProb. workers is the
// number of goroutines, 0 means one a core; results depend neither on it nor on other rows. Errors:
// likelihood.ErrNotFinite and likelihood.ErrSettings, which name a row, and ctx's.
func (d *Density) LogProbs(ctx context.Context, x [][]float64, workers int) (logProb []float64, err error) {
	const place = "likelihood: a kernel density"
	defer graph.Recover(place, &err)
	if err := fault.Context(ctx); err != nil {
		return nil, err
	}
	if !d.isMade() {
		return nil, errors.Wrap(fault.ErrSettings, "kernel: a density that is nil or zero, want one made by New")
	}
	if err := checkRows("row", x, d.Dim()); err != nil {
		return nil, err
	}
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	rowBlocks := (len(x) + blockRows - 1) / blockRows
	programs, err := d.programs(min(workers, rowBlocks))
	if err != nil {
		return nil, err
	}
	logProb = make([]float64, len(x))
	err = parallel.Do(ctx, place, workers, rowBlocks, func(worker, i int) error {
		lo := i * blockRows
		hi := min(lo+blockRows, len(x))
		if err := programs[worker].run(ctx, x[lo:hi], logProb[lo:hi]); err != nil {
			return err
		}
		return d.mend(ctx, programs[worker], x[lo:hi], logProb[lo:hi])
	})
	if err != nil {
		return nil, err
	}
	return logProb, nil
}

// mend computes rows whose squares overflow, or cancel, by differences from all points.
func (d *Density) mend(ctx context.Context, s *scorer, x [][]float64, logProb []float64) error {
	for i, v := range logProb {
		if !math.IsNaN(v) && !math.IsInf(v, 0) && !s.cancels(x[i]) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		logProb[i] = d.LogProb(x[i])
	}
	return nil
}

// rounding is the error of a squared distance relative to |x-m|², and tolerated that of a log-density, in nats.
const rounding, tolerated = 1e-16, 1e-7

// cancels says whether the squares of a row are so large that the rounding of their sum matters to a kernel, or that they
// are no small part of the squares of entries without a point.
func (s *scorer) cancels(x []float64) bool {
	square := s.points.subtract(s.row, x)
	return square > rounding*outside || slices.ContainsFunc(s.kernels, func(k normal) bool { return rounding*square*k.precision > tolerated })
}

// programs returns one scorer a worker, with the same centred points.
func (d *Density) programs(n int) ([]*scorer, error) {
	if n == 0 {
		return nil, nil
	}
	first, err := newScorer(d)
	if err != nil {
		return nil, err
	}
	list := []*scorer{first}
	for len(list) < n {
		list = append(list, first.clone())
	}
	return list, nil
}
