// Fit: the loop of expectation and maximisation.

package em

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// place is the name of a fit in errors that were panics.
const place = "likelihood: a mixture's fit"

// Fit fits a mixture of K components to rows x, N×D. Errors: ErrSettings for numbers that make no sense;
// likelihood.ErrEmpty; likelihood.ErrNotFinite, which names the row; ctx's, with the mixture so far, which is nil
// before the first expectation.
func Fit(ctx context.Context, x [][]float64, components int, s *Settings) (m *base.Mixture, result *Result, err error) {
	defer graph.Recover(place, &err)
	if err := fault.Context(ctx); err != nil {
		return nil, nil, err
	}
	settings, err := s.resolve()
	if err != nil {
		return nil, nil, err
	}
	if err := checkRows(x, components); err != nil {
		return nil, nil, err
	}
	by := frameOf(x)
	if by != nil {
		x = by.in(x)
	}
	if settings.Standardized {
		x, by = standardized(x), nil
	}
	f, err := newFitting(ctx, x, components, settings)
	if err != nil {
		return nil, nil, err
	}
	f.frame, result = by, &Result{}
	stopped := f.iterate(ctx, result)
	if m, err = f.mixture(); err != nil {
		return nil, nil, err
	}
	return m, result, stopped
}

func checkRows(x [][]float64, components int) error {
	if len(x) == 0 || len(x[0]) == 0 {
		return errors.Wrap(fault.ErrEmpty, "em: no rows, or rows without columns")
	}
	if components < 1 || components > len(x) {
		return errors.Wrapf(ErrSettings, "em: %d components for %d rows, want from 1 to as many as there are rows", components, len(x))
	}
	for i, row := range x {
		if len(row) != len(x[0]) {
			return errors.Wrapf(ErrSettings, "em: row %d has %d columns, row 0 has %d", i, len(row), len(x[0]))
		}
		for j, v := range row {
			if !finite.Is(v) {
				return errors.Wrapf(fault.ErrNotFinite, "em: row %d, column %d is %v", i, j, v)
			}
		}
	}
	return nil
}

// standardized returns rows whose columns have mean 0 and standard deviation 1, divided by the number of rows as in
// likelihood.Moments; constant columns are 0.
func standardized(x [][]float64) [][]float64 {
	z, n := numeric.CopyRows(x, len(x[0])), float64(len(x))
	for c := range x[0] {
		column := numeric.Column(x, c)
		mean, deviation := numeric.Mean(column), numeric.Deviation(column)*math.Sqrt((n-1)/n)
		if !(deviation > 0) {
			deviation = 1
		}
		for i, row := range z {
			row[c] = (column[i] - mean) / deviation
		}
	}
	return z
}

// fitting is the state of a fit.
type fitting struct {
	x          [][]float64
	spread     []float64 // D×D covariance of the prior
	components []*component
	expect     *expectation
	settings   Settings
	frame      *frame // of x; nil if the mixture is one of x
}

// iterate repeats both steps until the objective converges. The decision ignores the prior's part of the objective, which
// changes less than the rows' part.
func (f *fitting) iterate(ctx context.Context, result *Result) error {
	last := math.Inf(-1)
	for i := range f.settings.Iterations {
		logProb, err := f.expect.run(ctx, f.x, f.components)
		if err != nil {
			return err
		}
		if f.frame != nil {
			logProb -= f.frame.logUnit()
		}
		result.LogProb = append(result.LogProb, logProb)
		if f.settings.Observe != nil {
			f.settings.Observe(i, logProb)
		}
		if math.Abs(logProb-last) < f.settings.Tolerance {
			result.Converged = true
			return nil
		}
		last = logProb
		if err := f.maximise(ctx); err != nil {
			return err
		}
		result.Iterations++
	}
	return nil
}

// mixture returns the components as a base.
func (f *fitting) mixture() (*base.Mixture, error) {
	weights := make([]float64, len(f.components))
	gaussians := make([]*base.Gaussian, len(f.components))
	for k, c := range f.components {
		weights[k] = c.weight
		mean, factor := c.mean, c.factor
		if f.frame != nil {
			mean, factor = f.frame.out(mean, factor)
		}
		g, err := base.NewGaussianFactor(mean, factor)
		if err != nil {
			return nil, errors.WithMessagef(err, "em: component %d", k)
		}
		gaussians[k] = g
	}
	return base.NewMixture(weights, gaussians...)
}
