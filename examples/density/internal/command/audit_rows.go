// The rows that an audit examines.

package command

import (
	"fmt"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// encoded reads the data. Of the data that the model was fitted to it keeps only the held-out rows.
func (c *auditCommand) encoded(saved *model.Saved, given map[string]bool) (*schema.Encoded, string, error) {
	options, err := c.Options(saved.Card.Columns())
	if err != nil {
		return nil, "", err
	}
	saved.Card.Typed(options)
	data, err := dataset.Open(c.Data, c.Points, c.Seed, options)
	if err != nil {
		return nil, "", err
	}
	if err := dataset.CheckFormat(data.Notes, given); err != nil {
		return nil, "", err
	}
	said := "on rows of " + data.Name
	fit := &saved.Card.Fit
	if print, err := fingerprint.Of(data.Rows, saved.Card.Columns()); err == nil && print == fit.Fingerprint {
		said = "on rows of " + data.Name + " that were held out of the fit"
		data.Rows = held(data.Rows, fit.Split.Set().Has)
	}
	encoded, err := saved.Card.Schema.Encode(data.Rows, fit.Seed)
	if err == nil && len(encoded.X) == 0 {
		err = errors.Errorf("none of %d rows can be used", encoded.Total)
	}
	if err != nil {
		return nil, "", err
	}
	shuffle(encoded, c.Seed)
	said += c.outOfUnits(encoded.LogJacobian)
	if weighted := saved.Card.Weighted(); weighted != "" {
		said += "; " + weighted
	}
	return encoded, said, nil
}

// outOfUnits says what the report's log p is not: that of rows has the mean of what cells, logarithms and classes add.
func (c *auditCommand) outOfUnits(added []float64) string {
	sum, n := 0.0, min(c.Rows, len(added))
	for _, v := range added[:n] {
		sum += v
	}
	if sum == 0 {
		return ""
	}
	return fmt.Sprintf("; log p is that of the model's vectors, to which the columns' own units add %.4f on average", sum/float64(n))
}

// shuffle makes the first rows represent all rows: the first rows of a sorted file do not.
func shuffle(e *schema.Encoded, seed uint64) {
	rand.New(rand.NewPCG(seed, 0x6175_6474)).Shuffle(len(e.X), func(i, j int) {
		e.X[i], e.X[j] = e.X[j], e.X[i]
		if e.Condition != nil {
			e.Condition[i], e.Condition[j] = e.Condition[j], e.Condition[i]
		}
		e.LogJacobian[i], e.LogJacobian[j] = e.LogJacobian[j], e.LogJacobian[i]
	})
}

// first keeps at most n rows.
func first(e *schema.Encoded, n int) {
	n = min(n, len(e.X))
	e.X, e.LogJacobian = e.X[:n], e.LogJacobian[:n]
	if e.Condition != nil {
		e.Condition = e.Condition[:n]
	}
}

// leaveOut takes out the rows that stand in a map.
func leaveOut(e *schema.Encoded, out map[int]string) {
	kept := 0
	for k := range e.X {
		if out[k] != "" {
			continue
		}
		e.X[kept], e.LogJacobian[kept] = e.X[k], e.LogJacobian[k]
		if e.Condition != nil {
			e.Condition[kept] = e.Condition[k]
		}
		kept++
	}
	first(e, kept)
}

// held are the rows of a table that a split holds out.
func held(t *table.Table, has func(row int64) bool) *table.Table {
	return dataset.Pick(t, func(yield func(int) bool) {
		for i := range t.Rows() {
			if has(int64(i)) && !yield(i) {
				return
			}
		}
	})
}
