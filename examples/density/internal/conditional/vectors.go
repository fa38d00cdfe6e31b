// The vectors of the given values.

package conditional

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// row is a table of one row, with the given values and some values of the columns asked for. A class has level i of levels.
func (q *Question) row(levels *table.Column, i int) (*table.Table, error) {
	t := &table.Table{Columns: append([]*table.Column(nil), q.given.Columns...)}
	for _, c := range q.Schema.Columns {
		if c.Kind == schema.LeftOut || c.Kind == schema.Duplicate {
			continue
		}
		if _, err := t.Column(c.Name); err == nil {
			continue
		}
		column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
		switch {
		case c.Kind == schema.Constant:
			appendText(column, c.Value)
		case c.Kind == schema.Category:
			if !column.AppendConverted(levels, i) {
				column.AppendMissing()
			}
		case c.Kind == schema.Date:
			column.AppendDate(dateOf(c, c.Seen.Max))
		default:
			column.AppendNumber(c.Seen.Max) // a value that the data had
		}
		t.Columns = append(t.Columns, column)
	}
	return t, q.addDuplicates(t)
}

// addDuplicates adds columns that are copies of others.
func (q *Question) addDuplicates(t *table.Table) error {
	for _, c := range q.Schema.Columns {
		if _, err := t.Column(c.Name); c.Kind != schema.Duplicate || err == nil {
			continue
		}
		like, err := t.Column(c.Of)
		if err != nil {
			return err
		}
		column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
		if !column.AppendConverted(like, 0) {
			column.AppendMissing()
		}
		t.Columns = append(t.Columns, column)
	}
	return nil
}

func appendText(c *table.Column, text string) {
	if !c.AppendConverted(table.NewTexts("", text), 0) {
		c.AppendMissing()
	}
}

// encode makes the vectors of a row, one for each draw. A class has level i of levels.
func (q *Question) encode(levels *table.Column, i int) (*schema.Encoded, error) {
	t, err := q.row(levels, i)
	if err != nil {
		return nil, err
	}
	n := 1
	if q.hasNoise() || q.of[0].column.Kind == schema.Category {
		n = draws
	}
	all := &schema.Encoded{}
	for k := range n {
		if len(q.encoders) == k { // once for all levels
			encoder, err := q.Schema.Encoder(card.DrawSeed(q.Seed, k))
			if err != nil {
				return nil, err
			}
			q.encoders = append(q.encoders, encoder)
		}
		e, err := q.encoders[k].Encode(t)
		if err != nil {
			return nil, err
		}
		if len(e.Others) > 0 {
			o := e.Others[0]
			density := "0"
			if c, err := q.Schema.Column(o.Column); o.Why == schema.Missing || err == nil && c.Role == schema.Condition {
				density = "not known"
			}
			return nil, errors.Errorf("the density of what is given is %s: column %q, %q: %s", density, o.Column, o.Text, o.Why)
		}
		all.X, all.Condition, all.LogJacobian = append(all.X, e.X...), append(all.Condition, e.Condition...), append(all.LogJacobian, e.LogJacobian...)
	}
	return all, nil
}

// logProb is log p of vectors. It is −∞ for a vector that cannot be solved, which can happen far away from all data.
func (q *Question) logProb(ctx context.Context, x, condition [][]float64) ([]float64, error) {
	d, err := q.density(ctx, x, condition, false)
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	for i, v := range d.LogProb {
		if math.IsNaN(v) {
			d.LogProb[i] = math.Inf(-1)
		}
	}
	return d.LogProb, nil
}

// certified is log p of vectors, and the largest bound of its error.
func (q *Question) certified(ctx context.Context, e *schema.Encoded) (logProb []float64, bound float64, err error) {
	d, err := q.density(ctx, e.X, e.Condition, true)
	if err != nil {
		return nil, 0, err
	}
	for k := range d.LogProb {
		bound = math.Max(bound, d.Certificate.Bound(k))
	}
	return d.LogProb, bound, nil
}

// density leaves out conditions of a model without any.
func (q *Question) density(ctx context.Context, x, condition [][]float64, certify bool) (*likelihood.Density, error) {
	if q.Model.CondDim() == 0 {
		condition = nil
	}
	return q.Model.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: condition, Certify: certify})
}
