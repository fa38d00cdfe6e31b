// The picture of two columns of numbers.

package picture

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// plane is data, density and samples side by side.
func (d *Density) plane(ctx context.Context, x, y *schema.Column) (Picture, []string, error) {
	both := []*schema.Column{x, y}
	data, weights := points(rows(d.Data, both, d.Weights))
	samples, _ := points(rows(d.Samples, both, nil))
	if len(data) == 0 || len(samples) == 0 {
		return nil, nil, nil
	}
	f := &figure.Panels{Name: d.Name, XLabel: x.Name, YLabel: y.Name, Unit: d.Unit, Data: data, Weights: weights, Samples: samples,
		Aspect: d.Aspect, Box: figure.Bounds(data, margin)}
	if weights != nil {
		f.Name += " by " + d.Schema.Weights
	}
	if f.Aspect == 0 {
		f.Aspect = (f.Box.X1 - f.Box.X0) / (f.Box.Y1 - f.Box.Y0)
	}
	grid := figure.NewGrid(f.Box, d.Resolution, f.Aspect)
	var err error
	if grid.Values, err = logDensity(ctx, d.Model, d.Schema, d.Seed, grid.Points(), both); err != nil {
		return nil, nil, err
	}
	f.LogDensity = grid
	f.Low, f.High = figure.Range(finite(d.HeldOut))
	if x.Cell != nil || y.Cell != nil {
		return f, nil, nil // a probability a cell, which does not integrate to 1
	}
	said, _ := integral(grid, samples)
	return f, []string{said}, nil
}

// points are the rows that have both values, with their weights.
func points(r figure.Rows) (at [][]float64, weights []float64) {
	x, y := r.Columns[0], r.Columns[1]
	for i := range x {
		if x[i] == x[i] && y[i] == y[i] {
			at = append(at, []float64{x[i], y[i]})
			if r.Weights != nil {
				weights = append(weights, r.Weights[i])
			}
		}
	}
	return at, weights
}

// finite are the log-densities that colours can show; all of them are 0 if no log-density is finite.
func finite(logProb []float64) []float64 {
	kept := slices.DeleteFunc(slices.Clone(logProb), func(v float64) bool { return v-v != 0 })
	if len(kept) == 0 {
		return []float64{0}
	}
	return kept
}
