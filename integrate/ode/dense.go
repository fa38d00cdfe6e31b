package ode

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/nested"
	"sort"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/reuse"
	"github.com/pkg/errors"
)

// Dense is the solution at any time: for each row its steps and, for each of them, the
// method's interpolant (Tableau.Dense, else the cubic Hermite one). It is exactly what
// the steps gave at their ends, and continuous there but for jumps.
type Dense[T graph.Float] struct {
	blocks []Block
	levels int
	width  int // numbers a level
	sign   float64
	Rows   []denseRow
}

// denseRow keeps in float64 what a row passed through: for each step its beginning and
// the levels of the nested form, block after block.
type denseRow struct {
	From, Next []float64
	Data       []float64
	End        []float64 // the state at the end of the last step
}

func (r *denseRow) clear() {
	r.From, r.Next, r.Data, r.End = r.From[:0], r.Next[:0], r.Data[:0], r.End[:0]
}

// newDense is an empty one, in the memory of another, if that is not nil.
func newDense[T graph.Float](d *Dense[T], p *Problem[T], s *System, levels int) *Dense[T] {
	if d == nil {
		d = &Dense[T]{}
	}
	*d = Dense[T]{blocks: s.Blocks, levels: levels, sign: 1, Rows: reuse.Resized(d.Rows, p.Rows)}
	for i := range d.Rows {
		d.Rows[i].clear()
	}
	if p.T1 < p.T0 {
		d.sign = -1
	}
	for _, block := range s.Blocks {
		d.width += block.Width
	}
	return d
}

// Begin forgets what is known of a row.
func (d *Dense[T]) Begin(row int) {
	if d == nil || row < 0 || row >= len(d.Rows) {
		return
	}
	d.Rows[row].clear()
}

// denseStep is a step in the lanes of a compiled one.
type denseStep interface {
	// StateAt is a number of the state at θ of the step.
	StateAt(block, column, lane int, θ float64) float64
	// LevelAt is the same number of a level of the nested form.
	LevelAt(level, block, column, lane int) float64
}

// Add notes the step from from to next that the row in a lane is about to take.
func (d *Dense[T]) Add(row, lane int, from, next float64, step denseStep) {
	if d == nil || row < 0 || row >= len(d.Rows) || step == nil {
		return
	}
	r := &d.Rows[row]
	r.From, r.Next, r.End = append(r.From, from), append(r.Next, next), r.End[:0]
	for b, block := range d.blocks {
		for c := range block.Width {
			r.Data = append(r.Data, step.StateAt(b, c, lane, 0))
			r.End = append(r.End, step.StateAt(b, c, lane, 1))
		}
	}
	for p := range d.levels {
		for b, block := range d.blocks {
			for c := range block.Width {
				r.Data = append(r.Data, step.LevelAt(p, b, c, lane))
			}
		}
	}
}

// Span returns the times between which the solution of a row is known; zeros where it is
// not, or there is no such row.
func (d *Dense[T]) Span(row int) (from, to float64) {
	if r := d.row(row); len(r.From) > 0 {
		return r.From[0], r.Next[len(r.Next)-1]
	}
	return 0, 0
}

// row is what is known of a row: nothing of one that does not exist.
func (d *Dense[T]) row(row int) *denseRow {
	if d == nil || row < 0 || row >= len(d.Rows) {
		return &denseRow{}
	}
	return &d.Rows[row]
}

// Steps returns the times at which the steps of a row ended.
func (d *Dense[T]) Steps(row int) []float64 { return append([]float64(nil), d.row(row).Next...) }

// At returns block b of a row at time t: Width numbers, a quadrature like a state. At a
// jump it is what comes before. It fails with a *TimesError outside Span, and with
// ErrShape for a row or block that does not exist.
func (d *Dense[T]) At(row, block int, t float64) ([]float64, error) {
	if err := d.check(row, block); err != nil {
		return nil, err
	}
	out := make([]float64, d.blocks[block].Width)
	return out, d.Evaluate(out, row, block, t)
}

func (d *Dense[T]) check(row, block int) error {
	if d == nil {
		return errors.Wrap(ErrShape, "no dense output; Problem.Dense asks for it")
	}
	if row < 0 || row >= len(d.Rows) || block < 0 || block >= len(d.blocks) {
		return errors.Wrapf(ErrShape, "row %d, block %d of %d rows and %d blocks", row, block, len(d.Rows), len(d.blocks))
	}
	return nil
}

// Evaluate is At into dst, of the block's width, without allocating.
func (d *Dense[T]) Evaluate(dst []float64, row, block int, t float64) error {
	if err := d.check(row, block); err != nil {
		return err
	}
	if want := d.blocks[block].Width; len(dst) != want {
		return &ShapeError{What: "the destination", Got: len(dst), Want: want}
	}
	r := &d.Rows[row]
	from, to := d.Span(row)
	if !(d.sign*(t-from) >= 0 && d.sign*(to-t) >= 0) || len(r.From) == 0 {
		return &TimesError{"Dense", row, t, "it must lie within the span of the row"}
	}
	step := sort.Search(len(r.Next), func(i int) bool { return d.sign*(r.Next[i]-t) >= 0 })
	offset := 0
	for _, b := range d.blocks[:block] {
		offset += b.Width
	}
	for c := range d.blocks[block].Width {
		dst[c] = d.value(r, step, offset+c, t)
	}
	return nil
}

// value is one number in one step.
func (d *Dense[T]) value(r *denseRow, step, column int, t float64) float64 {
	stride := d.width * (d.levels + 1)
	data := r.Data[step*stride:][:stride]
	switch {
	case t == r.Next[step] && step+1 == len(r.Next):
		return r.End[column]
	case t == r.From[step]:
		return data[column]
	}
	θ := (t - r.From[step]) / (r.Next[step] - r.From[step])
	sum := 0.0
	for p := d.levels - 1; p >= 0; p-- {
		sum = nested.Factor(p, θ) * (sum + data[(p+1)*d.width+column])
	}
	return data[column] + sum
}
