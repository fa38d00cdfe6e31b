// The picture of a fit: data, samples and, if it can be drawn, the density.

package picture

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// Density is what a picture is made of. Its kind goes by the columns that can be shown: one gets histograms and the
// density, two numbers alone get clouds and the density side by side, all others a corner plot.
type Density struct {
	Name, Unit string
	Aspect     float64 // 0 makes a square of two columns
	Resolution int     // columns of the grid for a density of two columns
	Data       *table.Table
	Weights    []float64 // of its rows; nil: all count alike
	Samples    *table.Table
	Model      likelihood.Model
	Schema     *schema.Schema
	Seed       uint64
	HeldOut    []float64 // log p, for the range of the colours
	Score      string    // of the held-out rows, to be said
}

// A Picture is drawn as PNG.
type Picture interface{ Write(w io.Writer) error }

// Prepare finds the picture to draw, nil if nothing can be drawn, and the lines to print.
func (d *Density) Prepare(ctx context.Context) (p Picture, said []string, err error) {
	columns := d.columns()
	switch {
	case len(columns) == 0 || d.Data.Rows() == 0 || d.Samples.Rows() == 0:
		return nil, nil, nil
	case len(columns) == 1:
		return d.line(ctx, columns[0])
	case IsPlane(d.Schema):
		return d.plane(ctx, columns[0], columns[1])
	}
	return d.corner(columns), nil, nil
}

// IsPlane says that a schema's density is one of two columns of numbers, without conditions.
func IsPlane(s *schema.Schema) bool {
	x, condition := s.Dims()
	numbers := 0
	for _, c := range s.Columns {
		if c.Kind == schema.Number {
			numbers++
		}
	}
	return x == 2 && condition == 0 && numbers == 2
}

// mostLevels is how many levels a column may have to be shown.
const mostLevels = 12

// columns are those that can be shown.
func (d *Density) columns() []*schema.Column {
	return slices.DeleteFunc(slices.Clone(d.Schema.Columns), func(c *schema.Column) bool {
		return c.Kind != schema.Number && c.Kind != schema.Date && (c.Kind != schema.Category || len(c.Levels) > mostLevels)
	})
}

// rows are values of columns in a table.
func rows(t *table.Table, columns []*schema.Column, weights []float64) figure.Rows {
	r := figure.Rows{Weights: weights}
	for _, c := range columns {
		r.Columns = append(r.Columns, values(t, c))
	}
	return r
}

// data and samples are rows and their names in the picture.
func (d *Density) data(columns []*schema.Column) figure.Rows {
	r := rows(d.Data, columns, d.Weights)
	r.Name = fmt.Sprintf("%s, %s rows", d.Name, figure.Thousands(d.Data.Rows()))
	if d.Weights != nil {
		r.Name += ", weighted by " + d.Schema.Weights
	}
	return r
}

func (d *Density) samples(columns []*schema.Column) figure.Rows {
	r := rows(d.Samples, columns, nil)
	r.Name = figure.Thousands(d.Samples.Rows()) + " samples"
	return r
}

// notes say which columns a picture shows and which it leaves out.
func (d *Density) notes(axes []figure.Axis, samples *figure.Rows, shown []*schema.Column) (notes []string) {
	if d.Score != "" {
		notes = append(notes, fmt.Sprintf("held-out mean log-density %s %s", d.Score, d.Unit))
	}
	if n := samples.Outside(axes); n > 0 {
		notes = append(notes, fmt.Sprintf("outside the picture: %s of %s samples", figure.Thousands(n), figure.Thousands(d.Samples.Rows())))
	}
	missing := int64(0)
	for _, c := range shown {
		missing += c.Seen.Missing
	}
	if missing > 0 {
		notes = append(notes, fmt.Sprintf("not shown: %s missing values", figure.Thousands(int(missing))))
	}
	return notes
}
