// Held-out rows that are copies of rows trained on, which are said before a training begins.

package fit

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// manyCopies is the share of the held-out rows from which on copies are said.
const manyCopies = 0.05

// sayCopies prints how many of the held-out rows are copies of rows trained on: a training that learns these by heart has a good
// held-out mean. Only rows with numbers or dates of densities that no two rows have by chance are copies.
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

// spareDigits is by how many digits the values of a row have to exceed those of the number of rows, so that hardly any two rows have
// them by chance.
const spareDigits = 4

// own says of rows whether their numbers and dates of densities, other than those that many rows have, have so many digits that no
// two rows have them by chance.
func (r *rows) own() (func(row int) bool, error) {
	var values []*table.Column
	var columns []*schema.Column
	for _, c := range r.card.Schema.Columns {
		if c.Kind != schema.Number && c.Kind != schema.Date || c.Cell != nil {
			continue
		}
		column, err := r.data.Rows.Column(c.Name)
		if err != nil {
			return nil, err
		}
		values, columns = append(values, column), append(columns, c)
	}
	least := spareDigits + math.Log10(float64(r.all.Total))
	return func(row int) bool {
		digits := 0
		for k, c := range values {
			switch seen := columns[k].Seen; {
			case c.Missing[row] || seen.Often != "" && (c.Format(row) == seen.Often || slices.Contains(seen.Also, c.Format(row))):
			case c.Type == table.Date:
				digits += digitsOf(c.Dates[row].Sub(time.Unix(columns[k].Origin*24*3600, 0)).Seconds())
			default:
				digits += digitsOf(c.Numbers[row])
			}
		}
		return float64(digits) >= least
	}, nil
}

// digitsOf counts the digits that tell a number from others of its precision.
func digitsOf(v float64) int {
	bits := 64
	if float64(float32(v)) == v {
		bits = 32
	}
	mantissa, _, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'e', -1, bits), "e")
	return len(strings.ReplaceAll(mantissa, ".", ""))
}
