package ode

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Problem is a batch of initial values and the interval to solve over, in either
// direction.
type Problem[T graph.Float] struct {
	// T0 is where Y is given and T1 where the solution is wanted.
	T0, T1 float64
	// Rows is the size R of the batch.
	Rows int
	// Y holds for each block of the system R×Width numbers, row after row; nil means
	// zeros, which is usual for a quadrature.
	Y [][]T
	// Args holds for each extra input R×Width numbers; nil means zeros.
	Args [][]T
	// SaveAt are where the solution is wanted, in order from T0 towards T1,
	// either end and repetitions being allowed. Solve finds it by the method's interpolant and takes the
	// steps it would take anyway; gradients let a step end on each of them.
	SaveAt []float64
	// RowSaveAt, in the place of SaveAt, are output times of each row's own: R lists, of any lengths, each in order.
	RowSaveAt [][]float64
	// TStops are times on which a step must end, in order.
	TStops []float64
	// JumpTimes are times strictly inside the interval, in order, at which the right-hand side is
	// discontinuous, and where System.Jump, if there is one, changes the state. The step
	// before sees times before the jump only and the step after times after it only, so
	// each must be a number of the solver's type.
	JumpTimes []float64
	// Dense asks for Solution.Dense.
	Dense bool
}

// maxRows bounds a batch, so that sizes do not overflow.
const maxRows = math.MaxInt32

// Check refuses a problem that cannot be solved at all. Rows that are not finite
// are not refused here: they fail alone.
func (p *Problem[T]) Check(s *System) error {
	if s == nil {
		return errors.Wrap(ErrSystem, "a problem of no system")
	}
	if p == nil || p.Rows < 1 {
		return errors.Wrap(ErrEmptyBatch, "a problem needs at least one row")
	}
	if p.Rows > maxRows {
		return &ShapeError{What: "the batch, in rows,", Got: p.Rows, Want: maxRows}
	}
	for _, t := range []float64{p.T0, p.T1} {
		if math.IsNaN(t) || math.IsInf(t, 0) {
			return errors.Wrapf(ErrInterval, "from %g to %g: both ends must be finite", p.T0, p.T1)
		}
	}
	if p.T0 == p.T1 {
		return errors.Wrapf(ErrInterval, "both ends are %g", p.T0)
	}
	if err := checkShapes(p.Y, s.Blocks, p.Rows); err != nil {
		return err
	}
	if err := checkShapes(p.Args, s.Args, p.Rows); err != nil {
		return err
	}
	return p.checkTimes()
}

func checkShapes[T graph.Float](data [][]T, blocks []Block, rows int) error {
	if len(data) != len(blocks) && data != nil {
		return &ShapeError{What: "the list of blocks", Got: len(data), Want: len(blocks)}
	}
	for i, d := range data {
		if want := rows * blocks[i].Width; d != nil && len(d) != want {
			return &ShapeError{What: "block " + blocks[i].Name, Got: len(d), Want: want}
		}
	}
	return nil
}

// FirstNotFinite looks for a NaN or infinity in the data of one row.
func (p *Problem[T]) FirstNotFinite(s *System, row int) error {
	if p == nil || s == nil || row < 0 || row >= p.Rows {
		return nil
	}
	if err := notFinite(p.Y, s.Blocks, row); err != nil {
		return err
	}
	return notFinite(p.Args, s.Args, row)
}

func notFinite[T graph.Float](data [][]T, blocks []Block, row int) error {
	for i, d := range data {
		if d == nil {
			continue
		}
		w := blocks[i].Width
		for c, v := range d[row*w : (row+1)*w] {
			if v-v != 0 {
				return &NotFiniteError{Row: row, Column: c, Block: blocks[i].Name, Value: float64(v)}
			}
		}
	}
	return nil
}
