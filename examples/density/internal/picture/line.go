// The picture of one column.

package picture

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"gonum.org/v1/plot/plotter"
)

// The number of points of a density of one column: it is doubled until the integral has converged.
const leastPoints, mostPoints = 1 << 10, 1 << 15

// line draws histograms of data and samples, with the density for a column of numbers or dates.
func (d *Density) line(ctx context.Context, c *schema.Column) (Picture, []string, error) {
	one := []*schema.Column{c}
	data, samples := d.data(one), d.samples(one)
	h := &figure.Histogram{Title: "Density of " + c.Name, Axis: axis(c, data.Columns[0]), Data: data, Samples: samples, Unit: "density per unit of " + c.Name}
	var said []string
	switch {
	case c.Kind == schema.Category:
		h.Title, h.Unit = "Probabilities of "+c.Name, "probability"
	case !d.isAlone(c): // the density would be an integral, or one of many
		h.Title = d.Name + " and samples"
	case c.Kind == schema.Date:
		h.Unit = "density per day"
		fallthrough
	default:
		var text string
		var err error
		if h.Density, text, err = d.curve(ctx, c, h.Axis, samples.Columns[0]); err != nil {
			return nil, nil, err
		}
		h.DensityName, said = "fitted density", []string{text}
	}
	h.Caption = strings.Join(d.notes([]figure.Axis{h.Axis}, &samples, one), "; ")
	return h, said, nil
}

// isAlone says that the model's density is one of the column, without others that are only too many to be shown.
func (d *Density) isAlone(c *schema.Column) bool {
	return !slices.ContainsFunc(d.Schema.Columns, func(other *schema.Column) bool {
		return other.Name != c.Name && (other.Kind == schema.Number || other.Kind == schema.Date || other.Kind == schema.Category)
	})
}

// curve is the density along the axis, rounded values or not, with a note about its integral.
func (d *Density) curve(ctx context.Context, c *schema.Column, a figure.Axis, samples []float64) (plotter.XYs, string, error) {
	for n := leastPoints; ; n *= 2 {
		grid := &figure.Grid{Box: figure.Box{X0: a.Low, X1: a.High, Y1: 1}, Columns: n, Rows: 1}
		at := grid.Points()
		var err error
		if grid.Values, err = logDensity(ctx, d.Model, smooth(d.Schema), d.Seed, at, []*schema.Column{c}); err != nil {
			return nil, "", err
		}
		if c.Months != 0 { // whose cells are left
			for i := range grid.Values {
				grid.Values[i] -= math.Log(c.Cell.Width * daysIn(c))
			}
		}
		said, ok := integral(grid, inTheMiddle(samples))
		if !ok && n < mostPoints {
			continue
		}
		curve := make(plotter.XYs, n)
		for i, v := range grid.Values {
			curve[i] = plotter.XY{X: at[i][0], Y: math.Exp(v)}
		}
		return curve, said, nil
	}
}

// inTheMiddle makes values the points of a grid of one row.
func inTheMiddle(values []float64) (points [][]float64) {
	for _, v := range values {
		if !math.IsNaN(v) {
			points = append(points, []float64{v, 0.5})
		}
	}
	return points
}

// smooth is a schema that takes rounded values for continuous ones, so that log p is that of a density; of months, in which
// dates are counted, it is that of a cell.
func smooth(s *schema.Schema) *schema.Schema {
	out := *s
	out.Columns = nil
	for _, c := range s.Columns {
		copied := *c
		if c.Months == 0 {
			copied.Cell = nil
		}
		out.Columns = append(out.Columns, &copied)
	}
	return &out
}
