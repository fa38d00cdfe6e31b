// Package dense keeps the steps of rows, with the method's interpolant of each, so that the solution
// is known at any time.
package dense

import (
	"sort"

	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Steps are the steps of all rows of a batch. They are exactly what the solve gave at the ends of
// steps, and continuous there but for jumps.
type Steps struct {
	widths []int // by block
	levels int
	width  int // numbers a level
	sign   float64
	rows   []row
}

// row keeps in float64 what a row passed through: for each step its beginning and the levels of the
// nested form, block after block.
type row struct {
	from, next []float64
	data       []float64
	end        []float64 // the state at the end of the last step
}

func (r *row) clear() {
	r.from, r.next, r.data, r.end = r.from[:0], r.next[:0], r.data[:0], r.end[:0]
}

// Renew forgets all rows and makes room for others, of blocks of such widths; with the sign of the
// direction of time.
func (d *Steps) Renew(widths []int, rows, levels int, sign float64) {
	*d = Steps{widths: widths, levels: levels, sign: sign, rows: reuse.Resized(d.rows, rows)}
	for i := range d.rows {
		d.rows[i].clear()
	}
	for _, width := range widths {
		d.width += width
	}
}

// Begin forgets what is known of a row.
func (d *Steps) Begin(row int) { d.rows[row].clear() }

// Source is a step in the lanes of a compiled one.
type Source interface {
	// StateAt is a number of the state at θ of the step.
	StateAt(block, column, lane int, θ float64) float64
	// LevelAt is the same number of a level of the nested form.
	LevelAt(level, block, column, lane int) float64
}

// Add notes the step from from to next that the row in a lane is about to take.
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

// Width is that of a block of a row, 0 where there is no such row or block.
func (d *Steps) Width(row, block int) int {
	if row < 0 || row >= len(d.rows) || block < 0 || block >= len(d.widths) {
		return 0
	}
	return d.widths[block]
}

// Ends are the times at which the steps of a row ended; none of a row that does not exist.
func (d *Steps) Ends(row int) []float64 {
	if row < 0 || row >= len(d.rows) {
		return nil
	}
	return d.rows[row].next
}

// Span is the times between which a row is known; zeros where it is not, or there is no such row.
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

// Evaluate writes a block of a row at a time within the row's span.
func (d *Steps) Evaluate(dst []float64, row, block int, t float64) {
	r := &d.rows[row]
	step := sort.Search(len(r.next), func(i int) bool { return d.sign*(r.next[i]-t) >= 0 })
	offset := 0
	for _, width := range d.widths[:block] {
		offset += width
	}
	for c := range dst {
		dst[c] = d.value(r, step, offset+c, t)
	}
}

// value is one number in one step.
func (d *Steps) value(r *row, step, column int, t float64) float64 {
	stride := d.width * (d.levels + 1)
	data := r.data[step*stride:][:stride]
	switch {
	case t == r.next[step] && step+1 == len(r.next):
		return r.end[column]
	case t == r.from[step]:
		return data[column]
	}
	θ := (t - r.from[step]) / (r.next[step] - r.from[step])
	sum := 0.0
	for p := d.levels - 1; p >= 0; p-- {
		sum = nested.Factor(p, θ) * (sum + data[(p+1)*d.width+column])
	}
	return data[column] + sum
}
