// Record batches built from tables.

package records

import (
	"math"
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/names"
	"github.com/pkg/errors"
)

// A Builder builds record batches from tables.
type Builder struct {
	fields []table.Field
	schema *arrow.Schema
}

// NewBuilder returns a Builder for tables with the fields.
func NewBuilder(fields []table.Field) (*Builder, error) {
	if len(fields) == 0 {
		return nil, errors.Wrap(table.ErrNoColumn, "a file without columns")
	}
	if err := names.Check(fields); err != nil {
		return nil, err
	}
	return &Builder{slices.Clone(fields), Schema(fields)}, nil
}

// Schema returns the schema of the record batches.
func (b *Builder) Schema() *arrow.Schema { return b.schema }

// Build copies a table's rows, with a builder of their own: one that a bad row has left with columns of different lengths cannot
// be emptied, since Arrow's library panics at such columns.
func (b *Builder) Build(batch *table.Table) (arrow.RecordBatch, error) {
	if err := batch.Fits(b.fields); err != nil {
		return nil, err
	}
	build := array.NewRecordBuilder(memory.DefaultAllocator, b.schema)
	defer build.Release()
	for j, c := range batch.Columns {
		if i, ok := addColumn(build.Field(j), c); !ok {
			return nil, errors.WithStack(&table.FieldError{Place: batch.Place(i), Column: c.Name, Text: c.Format(i), Want: want(c)})
		}
	}
	return build.NewRecordBatch(), nil
}

// want describes a value that a record batch can hold.
func want(c *table.Column) string {
	if c.Type == table.Date {
		return "a date from 1678 to 2262"
	}
	return c.Want()
}

// addColumn adds all rows, up to the first date that nanoseconds cannot count, or the first number of a column of integers
// that is none.
func addColumn(to array.Builder, c *table.Column) (row int, ok bool) {
	for i := range c.Len() {
		if c.Missing[i] {
			to.AppendNull()
			continue
		}
		switch to := to.(type) {
		case *array.Float64Builder:
			to.Append(c.Numbers[i])
		case *array.Int64Builder:
			v := c.Numbers[i]
			if v != math.Trunc(v) || math.Abs(v) >= 1<<63 {
				return i, false
			}
			to.Append(int64(v))
		case *array.BooleanBuilder:
			to.Append(c.Numbers[i] != 0)
		case *array.StringBuilder:
			to.Append(c.Texts[i])
		case *array.Date32Builder:
			year, month, day := c.Dates[i].Date() // in its own zone, as it is written as text
			to.Append(arrow.Date32FromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)))
		case *array.TimestampBuilder:
			ns := c.Dates[i].UnixNano()
			if !time.Unix(0, ns).Equal(c.Dates[i]) {
				return i, false
			}
			to.Append(arrow.Timestamp(ns))
		}
	}
	return 0, true
}
