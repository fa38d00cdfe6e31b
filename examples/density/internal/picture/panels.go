// The picture of data, density and samples side by side.

package picture

import (
	"context"
	"io"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// Panels shows the first two columns of numbers.
type Panels struct {
	Name, Unit string
	Aspect     float64 // 0 makes a square of the data
	Resolution int     // columns of the density's grid
	Data       *table.Table
	Samples    *table.Table
	Model      likelihood.Model // nil leaves the density out
	Schema     *schema.Schema
	Seed       uint64
	HeldOut    []float64 // log p, for the range of the colours

	panels *figure.Panels // nil where there are no two columns of numbers
}

// Shows says, after Prepare, whether there is something to show.
func (p *Panels) Shows() bool { return p.panels != nil }

// Write draws the picture as PNG.
func (p *Panels) Write(w io.Writer) error { return p.panels.Write(w) }

// Prepare finds the density; said is what is to be printed.
func (p *Panels) Prepare(ctx context.Context) (said []string, err error) {
	x, y := p.axes()
	if y == nil {
		return nil, nil
	}
	data, samples := points(p.Data, x, y), points(p.Samples, x, y)
	if len(data) == 0 || len(samples) == 0 {
		return nil, nil
	}
	f := &figure.Panels{Name: p.Name, XLabel: x.Name, YLabel: y.Name, Unit: p.Unit, Data: data, Samples: samples,
		Aspect: p.Aspect, Box: figure.Bounds(data, 0.04)}
	if f.Aspect == 0 {
		f.Aspect = square(data)
	}
	p.panels = f
	if p.Model == nil {
		return nil, nil
	}
	grid := figure.NewGrid(f.Box, p.Resolution, f.Aspect)
	if grid.Values, err = p.density(ctx, grid.Points(), x, y); err != nil {
		return nil, err
	}
	f.LogDensity = grid
	f.Low, f.High = figure.Range(finite(p.HeldOut))
	if x.Cell != nil || y.Cell != nil {
		return nil, nil // a probability a cell, which does not integrate to 1
	}
	return []string{integral(grid)}, nil
}

// finite are the log-densities that colours can show; all of them 0 where there are none.
func finite(logProb []float64) []float64 {
	kept := slices.DeleteFunc(slices.Clone(logProb), func(v float64) bool { return v-v != 0 })
	if len(kept) == 0 {
		return []float64{0}
	}
	return kept
}

// axes are the first two columns of numbers that are modelled.
func (p *Panels) axes() (x, y *schema.Column) {
	for _, c := range p.Schema.Columns {
		switch {
		case c.Kind != schema.Number && c.Kind != schema.Date || c.Type == table.Date:
		case x == nil:
			x = c
		case y == nil:
			y = c
		}
	}
	return x, y
}

// points are the rows of a table in the plane, without those where a value is missing.
func points(t *table.Table, x, y *schema.Column) [][]float64 {
	a, errX := t.Column(x.Name)
	b, errY := t.Column(y.Name)
	if errX != nil || errY != nil {
		return nil
	}
	out := make([][]float64, 0, t.Rows())
	for i := range t.Rows() {
		if !a.Missing[i] && !b.Missing[i] {
			out = append(out, []float64{a.Numbers[i], b.Numbers[i]})
		}
	}
	return out
}

// square is the aspect that gives two columns of whatever units a square picture.
func square(data [][]float64) float64 {
	if b := figure.Bounds(data, 0); b.X1 > b.X0 && b.Y1 > b.Y0 {
		return (b.X1 - b.X0) / (b.Y1 - b.Y0)
	}
	return 1
}

// density is log p at points of the plane, −∞ outside the schema's bounds.
func (p *Panels) density(ctx context.Context, at [][]float64, x, y *schema.Column) ([]float64, error) {
	rows := &table.Table{}
	for _, c := range p.Schema.Columns {
		if c.Kind == schema.LeftOut {
			continue
		}
		column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
		value := &table.Column{Field: table.Field{Type: table.Text}}
		value.AppendText(c.Value)
		for _, q := range at {
			switch {
			case c == x || c.Of == x.Name:
				column.AppendNumber(q[0])
			case c == y || c.Of == y.Name:
				column.AppendNumber(q[1])
			case !column.AppendConverted(value, 0):
				column.AppendMissing()
			}
		}
		rows.Columns = append(rows.Columns, column)
	}
	encoded, err := p.Schema.Encode(rows, p.Seed)
	if err != nil {
		return nil, err
	}
	d, err := p.Model.LogProbWith(ctx, encoded.X, nil)
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	values, err := encoded.LogDensity(d.LogProb)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = math.Inf(-1)
		}
	}
	return values, err
}
