// Held-out rows that are copies of rows trained on, which are said before a training begins.

package fit

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// manyCopies is the share of the held-out rows from which on copies are said.
const manyCopies = 0.05

// sayCopies prints how many of the held-out rows are copies of rows trained on: a training that learns these by heart has a good
// held-out mean. Only rows with a number or date of a density, which no two rows have by chance, are copies.
func (r *rows) sayCopies(w io.Writer) error {
	hashes, err := fingerprint.Hashes(r.data.Rows, r.card.Columns())
	if err != nil {
		return err
	}
	trained := map[uint64]bool{} // whether a held-out row is trained on too
	own, err := r.own()
	if err != nil {
		return err
	}
	for _, row := range r.held.rows {
		if own(row) {
			trained[hashes[row]] = false
		}
	}
	for _, row := range r.fit.rows {
		if _, held := trained[hashes[row]]; held {
			trained[hashes[row]] = true
		}
	}
	copies := 0
	for _, row := range r.held.rows {
		if trained[hashes[row]] {
			copies++
		}
	}
	if n := len(r.held.rows); float64(copies) >= manyCopies*float64(n) && copies > 0 {
		fmt.Fprintf(w, "%d of %d held-out rows are copies of rows trained on, so that the held-out mean is not that of new rows: leave copies out, -weights may say how often a row counts\n", copies, n)
	}
	return nil
}

// own says of rows whether they have a number or date of a density other than one that many rows have.
func (r *rows) own() (func(row int) bool, error) {
	var values []*table.Column
	var often []string
	for _, c := range r.card.Schema.Columns {
		if c.Kind != schema.Number && c.Kind != schema.Date || c.Cell != nil {
			continue
		}
		column, err := r.data.Rows.Column(c.Name)
		if err != nil {
			return nil, err
		}
		values, often = append(values, column), append(often, c.Seen.Often)
	}
	return func(row int) bool {
		for k, c := range values {
			if !c.Missing[row] && (often[k] == "" || c.Format(row) != often[k]) {
				return true
			}
		}
		return false
	}, nil
}
