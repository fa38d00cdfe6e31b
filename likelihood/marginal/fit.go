// Fit: a transform for each column of a table.

package marginal

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// place is the name of a fit in errors that were panics.
const place = "likelihood: marginals"

// atOnce bounds the values of the columns that are fitted at once, each of which takes some hundred bytes.
const atOnce = 1 << 22

// Settings say how columns are fitted; nil means the zero value.
type Settings struct {
	Seed uint64 // of points in cells, and of the values from which weights are computed if there are many
	// Smooth ignores cells: densities are then those of values spread over their cells, as far as kernels resolve them. The
	// difference shows how much of a log-density comes from rounding.
	Smooth bool
	// Affine maps each column only by its mean and standard deviation. Scores then keep the shapes of the columns;
	// constants, copies and cells are still found.
	Affine bool
}

// Fit fits a transform to rows x, N×D. Errors: likelihood.ErrEmpty; likelihood.ErrSettings if rows differ in length, if
// a column has a deviation below 1e-300, or if all are constant; likelihood.ErrNotFinite, which names row and column, for
// numbers above 1e150 too; ctx's.
func Fit(ctx context.Context, x [][]float64, s *Settings) (t *Transform, err error) {
	defer graph.Recover(place, &err)
	if err := fault.Context(ctx); err != nil {
		return nil, err
	}
	if s == nil {
		s = &Settings{}
	}
	if err := checkRows(x); err != nil {
		return nil, err
	}
	columns, err := kinds(ctx, x)
	if err != nil {
		return nil, err
	}
	if err := fitColumns(ctx, x, columns, *s); err != nil {
		return nil, err
	}
	return New(columns)
}

// fitColumns fits all columns with a score, several at once. Of columns that cannot be fitted, the first one is the error's.
func fitColumns(ctx context.Context, x [][]float64, columns []Column, s Settings) error {
	copied, err := copiesOf(ctx, x, columns)
	if err != nil {
		return err
	}
	failed := make([]error, len(columns))
	workers := max(1, min(runtime.GOMAXPROCS(0), atOnce/len(x)))
	err = parallel.Do(ctx, place, workers, len(columns), func(_, j int) error {
		if columns[j].Kind.IsScored() {
			own := s
			own.Affine = s.Affine || parallel.IsLate(ctx)
			columns[j], failed[j] = fitColumn(ctx, numeric.Column(x, j), copied, own, rand.New(rand.NewPCG(s.Seed, uint64(j))))
		}
		return failed[j]
	})
	for j, one := range failed {
		if one != nil {
			return errors.WithMessagef(one, "marginal: column %d", j)
		}
	}
	return errors.WithStack(err)
}

func checkRows(x [][]float64) error {
	if len(x) == 0 || len(x[0]) == 0 {
		return errors.Wrap(fault.ErrEmpty, "marginal: no rows, or rows without columns")
	}
	for i, row := range x {
		if len(row) != len(x[0]) {
			return errors.Wrapf(fault.ErrSettings, "marginal: row %d has %d columns, row 0 has %d", i, len(row), len(x[0]))
		}
		for j, v := range row {
			if !finite.Is(v) || math.Abs(v) > largest {
				return errors.Wrapf(fault.ErrNotFinite, "marginal: row %d, column %d is %v, want a number of at most %g", i, j, v, largest)
			}
		}
	}
	return nil
}

// largest bounds values, so that their squares are finite, and leastDeviation that of a column, so that densities at its
// narrowest kernels and scores of lines are.
const (
	largest        = 1e150
	leastDeviation = 1e-300
)

// fitColumn fits the density of values that are not all equal.
func fitColumn(ctx context.Context, values []float64, copied *copies, s Settings, rng *rand.Rand) (Column, error) {
	sorted := slices.Sorted(slices.Values(values))
	deviation := numeric.Deviation(values)
	if deviation < leastDeviation {
		return Column{}, errors.Wrapf(fault.ErrSettings, "a deviation of %g, want %g at least: in a larger unit", deviation, leastDeviation)
	}
	cell := cellOf(sorted, deviation)
	if s.Affine {
		return Column{Kind: Affine, Value: numeric.Mean(values), Slope: deviation, Cell: cell.width}, ctx.Err()
	}
	usual, err := newSample(ctx, values, sorted, cell, copied, s, rng)
	if err != nil {
		return Column{}, err
	}
	rows, on := chosen(len(values), rng), scales(sorted, deviation)
	best, err := likeliest(ctx, usual, rows, on, nil)
	if err != nil {
		return Column{}, err
	}
	if best.isNarrow(cell) {
		if best, err = likelierByNarrow(ctx, best, usual, rows, on); err != nil {
			return Column{}, err
		}
	}
	if fine, cell := fineScales(values, sorted, copied, on[len(on)-1], cell); fine != nil {
		in, err := newSample(ctx, values, sorted, cell, copied, s, rng)
		if err != nil {
			return Column{}, err
		}
		other, err := likeliest(ctx, in, rows, fine, &on[0]) // their units say nothing of what is beyond the values
		if err != nil {
			return Column{}, err
		}
		if other.logLikelihood > best.logLikelihood {
			best, usual = other, in
		}
	}
	return best.column(usual), nil
}

func newSample(ctx context.Context, values, sorted []float64, cell grid, copied *copies, s Settings, rng *rand.Rand) (*sample, error) {
	in := &sample{exact: [groups]*centers{everyRow: newCenters(sorted)}, copied: copied, cell: cell, boxes: !s.Smooth}
	if in.boxes {
		in.isAtom = areAtoms(values, atomsOf(sorted))
	}
	if in.isAtom != nil {
		in.exact[atAtoms], in.exact[offAtoms] = in.of(atAtoms, values), in.of(offAtoms, values)
	}
	for row, v := range values {
		if err := parallel.Ended(ctx, row); err != nil {
			return nil, err
		}
		v += float64(2 * cell.reach(v) * (float64(rng.Float64()) - 0.5))
		if first, _ := copied.of(row); first < row {
			v = in.spread[first]
		}
		in.spread = append(in.spread, v)
	}
	return in, nil
}

// likeliest is the likeliest mixture of those on some scales. Its tail is on the scale far, or on its own if that is nil.
func likeliest(ctx context.Context, in *sample, rows []int, on []scale, far *scale) (best *mixture, err error) {
	for _, own := range on {
		m, err := newMixture(ctx, in, own, *cmp.Or(far, &own), rows)
		if err != nil {
			return nil, err
		}
		if best == nil || m.logLikelihood > best.logLikelihood {
			best = m
		}
	}
	return best, nil
}

// likelierByNarrow returns the likeliest mixture of kernels that may be as narrow as a cell, or best, if that is as likely but
// for the price of a weight in the Bayesian information criterion (Schwarz, Estimating the dimension of a model, 1978): a few
// values that are near to each other by chance make no peak.
func likelierByNarrow(ctx context.Context, best *mixture, in *sample, rows []int, on []scale) (*mixture, error) {
	values, narrow, most := in.exact[everyRow].values, make([]scale, len(on)), 1.0
	for i, s := range on {
		far := max(-s.of(values[0]), s.of(values[len(values)-1]))
		s.least = min(usualLeast, max(narrowest, in.cell.width/(2*s.unit), resolution*far))
		narrow[i], most = s, max(most, usualLeast/s.least)
	}
	other, err := likeliest(ctx, in, rows, narrow, nil)
	if err != nil {
		return nil, err
	}
	n := float64(len(rows))
	price := 0.5 * elementary.Log(n) * math.Ceil(elementary.Log(most)/elementary.Log(widening))
	if (other.logLikelihood-best.logLikelihood)*n > price {
		return other, nil
	}
	return best, nil
}

// farthest is how far from the middle values may be, in units of a linear scale: sums of squares lose the narrowest
// kernels beyond.
const farthest = 1e4

// scales are the scales to choose from. Half of the values lie within one unit of the heavy-tailed one.
func scales(sorted []float64, deviation float64) []scale {
	near := crowd(sorted, deviation)
	middle, spread := near[(len(near)-1)/2], quartiles(near)/1.349
	if !(spread > 0) {
		spread = min(bulk(sorted, deviation), 0.01*deviation)
	}
	list := []scale{{center: middle, unit: deviation}, {heavy: true, center: middle, unit: spread}, {heavy: true, center: middle, unit: spread / 10}}
	if linear := (scale{center: middle, unit: min(spread, deviation)}); max(-linear.of(sorted[0]), linear.of(sorted[len(sorted)-1])) < farthest {
		list = slices.Insert(list, 1, linear)
	}
	return list
}
