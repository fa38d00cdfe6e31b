// Package dense keeps the steps of rows with the interpolants of the method, which give the solution at any time.
package dense

import (
	"sort"

	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Steps holds the steps of all rows of a batch. The solution that it gives is exactly the solver's at the ends of
// steps, and continuous there except at jumps.
type Steps struct {
	widths []int // by block
	levels int
	width  int // numbers in a level
	sign   float64
	rows   []row
}

// row holds, in float64, the steps of a row: for each step its beginning and the levels of the nested form, block after
// block.
type row struct {
	from, next []float64
	data       []float64
	end        []float64 // the state at the end of the last step
}

func (r *row) clear() {
	r.from, r.next, r.data, r.end = r.from[:0], r.next[:0], r.data[:0], r.end[:0]
}

// Renew removes all rows and makes room for new ones with blocks of the given widths. The sign is the direction of
// time.
func (d *Steps) Renew(widths []int, rows, levels int, sign float64) {
	*d = Steps{widths: widths, levels: levels, sign: sign, rows: reuse.Resized(d.rows, rows)}
	for i := range d.rows {
		d.rows[i].clear()
	}
	for _, width := range widths {
		d.width += width
	}
}

// Begin removes the steps of a row.
func (d *Steps) Begin(row int) { d.rows[row].clear() }

// Source is a step in the lanes of a compiled step.
type Source interface {
	// StateAt is a number of the state at fraction θ of the step.
	StateAt(block, column, lane int, θ float64) float64
	// LevelAt is the number of the same column in a level of the nested form.
	LevelAt(level, block, column, lane int) float64
}

// Add records the step from from to next that the row in a lane is about to take.
func (d *Steps) Add(row, lane int, from, next float64, step Source) {
	r := &d.rows[row]
	r.from, r.next, r.end = append(r.from, from), append(r.next, next), r.end[:0]
	for b, width := range d.widths {
		for c := range width {
			r.data = append(r.data, step.StateAt(b, c, lane, 0))
			r.end = append(r.end, step.StateAt(b, c, lane, 1))
		}
	}
	for p := range d.levels {
		for b, width := range d.widths {
			for c := range width {
				r.data = append(r.data, step.LevelAt(p, b, c, lane))
			}
		}
	}
}

// Width is the width of a block; 0 for a row or a block that does not exist.
func (d *Steps) Width(row, block int) int {
	if row < 0 || row >= len(d.rows) || block < 0 || block >= len(d.widths) {
		return 0
	}
	return d.widths[block]
}

// Ends returns the times at which the steps of a row end; none for a row that does not exist.
func (d *Steps) Ends(row int) []float64 {
	if row < 0 || row >= len(d.rows) {
		return nil
	}
	return d.rows[row].next
}

// Span returns the times between which the solution of a row is known; zeros if there is none.
func (d *Steps) Span(row int) (from, to float64) {
	ends := d.Ends(row)
	if len(ends) == 0 {
		return 0, 0
	}
	return d.rows[row].from[0], ends[len(ends)-1]
}

// Knows reports whether a time is within the span of a row.
func (d *Steps) Knows(row int, t float64) bool {
	from, to := d.Span(row)
	return d.sign*(t-from) >= 0 && d.sign*(to-t) >= 0 && len(d.Ends(row)) > 0
}

// Evaluate writes a block of a row at a time within the row's span to dst.
func (d *Steps) Evaluate(dst []float64, row, block int, t float64) {
	r := &d.rows[row]
	step := sort.Search(len(r.next), func(i int) bool { return d.sign*(r.next[i]-t) >= 0 })
	offset := 0
	for _, width := range d.widths[:block] {
		offset += width
	}
	stride := d.width * (d.levels + 1)
	data := r.data[step*stride:][:stride][offset:]
	switch {
	case t == r.next[step] && step+1 == len(r.next):
		copy(dst, r.end[offset:])
	case t == r.from[step]:
		copy(dst, data)
	default:
		nested.Evaluate(dst, data, d.levels, d.width, (t-r.from[step])/(r.next[step]-r.from[step]))
	}
}
