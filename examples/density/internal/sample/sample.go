// Samples as rows of the table that a model was fitted to.

// Package sample draws rows from a model, with the columns and types of its data.
package sample

import (
	"context"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// batchRows is the number of rows that are in memory at a time.
const batchRows = 1 << 16

// A Sampler draws rows.
type Sampler struct {
	Model  likelihood.Model
	Schema *schema.Schema
	Seed   uint64
	Given  [][]float64  // conditions, used in turn; nil: those of Rows
	Rows   *table.Table // with the columns that are conditions and with classes, used in turn; other classes are drawn. nil: so are all
}

// NeedsConditions says that a schema has conditions that only the caller can give.
func NeedsConditions(s *schema.Schema) bool {
	for _, c := range s.Columns {
		if c.Role == schema.Condition && isAsked(c) {
			return true
		}
	}
	return false
}

// Fields are the columns of the rows.
func (s *Sampler) Fields() []table.Field {
	var fields []table.Field
	for _, c := range s.Schema.Columns {
		if c.Kind != schema.LeftOut {
			fields = append(fields, table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout})
		}
	}
	return fields
}

// Write draws n rows, writes them and closes the writer. It returns the first 65536 rows, or fewer.
func (s *Sampler) Write(ctx context.Context, w table.Writer, n int) (first *table.Table, err error) {
	for from := 0; from < n; from += batchRows {
		rows, err := s.draw(ctx, from, min(batchRows, n-from))
		if err != nil {
			return nil, err
		}
		if from == 0 {
			first = rows
		}
		if err := w.Write(rows); err != nil {
			return nil, err
		}
	}
	return first, w.Close()
}

// draw draws rows from on. Each row depends on the seed and the row's position alone.
func (s *Sampler) draw(ctx context.Context, from, n int) (*table.Table, error) {
	seed := s.Seed + uint64(from/batchRows)*0x9e3779b97f4a7c15
	condition, err := s.conditions(from, n, seed)
	if err != nil {
		return nil, err
	}
	drawn, err := s.Model.SampleWith(ctx, n, seed, &likelihood.SampleRequest{Condition: condition})
	if err != nil {
		return nil, err
	}
	rows, err := s.Schema.Decode(drawn.X, condition)
	if err == nil {
		rows.Origin.First = int64(from)
	}
	return rows, err
}

func (s *Sampler) conditions(from, n int, seed uint64) ([][]float64, error) {
	if s.Given == nil && s.Rows != nil {
		return s.Schema.Given(inTurn(s.Rows, from, n), seed)
	}
	if s.Given == nil {
		c, err := s.Schema.Draw(n, seed)
		if errors.Is(err, schema.ErrCondition) {
			err = errors.WithMessage(err, "give it by -given COLUMN=VALUE or -conditions FILE")
		}
		return c, err
	}
	out := make([][]float64, n)
	for i := range out {
		out[i] = s.Given[(from+i)%len(s.Given)]
	}
	return out, nil
}

// inTurn are n rows of a table, from one on, and again from the first one on behind the last.
func inTurn(t *table.Table, from, n int) *table.Table {
	return dataset.Pick(t, func(yield func(int) bool) {
		for i := range n {
			if !yield((from + i) % t.Rows()) {
				return
			}
		}
	})
}
