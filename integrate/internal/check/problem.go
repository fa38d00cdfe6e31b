// Checks of problems.

package check

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Shape is the error for data of a wrong size.
func Shape(what string, got, want int) error {
	return errors.Wrapf(ode.ErrShape, "%s has %d numbers, want %d", what, got, want)
}

// Count is the error for a list of a wrong length.
func Count(what string, got, want int) error {
	return errors.Wrapf(ode.ErrShape, "%s: %d, want %d", what, got, want)
}

// maxRows bounds the rows of a batch and maxNumbers its numbers, so that sizes in bytes do not overflow: a row has results of
// some hundred bytes.
const (
	maxRows    = min(math.MaxInt32, math.MaxInt>>7)
	maxNumbers = math.MaxInt >> 3
)

// longest bounds the interval, so that multiples of it and squares of its roots do not overflow.
const longest = 0x1p1000

// longestIn is the longest interval in a number type, in which steps are computed.
func longestIn[T graph.Float]() float64 {
	if graph.DtypeOf[T]() == tensor.Float32 {
		return math.MaxFloat32
	}
	return longest
}

// Problem refuses a problem that cannot be solved at all. Rows that are not finite pass: they fail alone.
func Problem[T graph.Float](p *ode.Problem[T], s *ode.System) error {
	if p == nil || p.Rows < 1 {
		return errors.Wrap(ode.ErrShape, "a problem needs at least one row")
	}
	if p.Rows > maxRows {
		return errors.Wrapf(ode.ErrShape, "the batch has %d rows, want at most %d", p.Rows, maxRows)
	}
	for _, t := range []float64{p.T0, p.T1} {
		if !finite.Is(T(t)) {
			return errors.Wrapf(ode.ErrInterval, "from %g to %g: both ends must be finite numbers of %T, the solver's type", p.T0, p.T1, T(0))
		}
	}
	if length := math.Abs(p.T1 - p.T0); length > longestIn[T]() {
		return errors.Wrapf(ode.ErrInterval, "from %g to %g: the interval must be no longer than %g in %T, the solver's type", p.T0, p.T1, longestIn[T](), T(0))
	}
	if p.T0 == p.T1 {
		return errors.Wrapf(ode.ErrInterval, "both ends are %g", p.T0)
	}
	if err := checkShapes("blocks in Problem.Y", p.Y, s.Blocks, p.Rows); err != nil {
		return err
	}
	if err := checkShapes("constant inputs in Problem.Args", p.Args, s.Args, p.Rows); err != nil {
		return err
	}
	return checkTimes(p)
}

func checkShapes[T graph.Float](what string, data [][]T, blocks []ode.Block, rows int) error {
	if len(data) != len(blocks) && data != nil {
		return Count(what, len(data), len(blocks))
	}
	left := maxNumbers / rows
	for _, block := range blocks {
		if left -= block.Width; left < 0 {
			return errors.Wrapf(ode.ErrShape, "%s: %d rows are more than this processor can address", what, rows)
		}
	}
	for i, d := range data {
		if want := rows * blocks[i].Width; d != nil && len(d) != want {
			return Shape("block "+blocks[i].Name, len(d), want)
		}
	}
	return nil
}

// Row returns an error for the first NaN or infinity in the data of one row.
func Row[T graph.Float](p *ode.Problem[T], s *ode.System, row int) error {
	if err := notFinite(p.Y, s.Blocks, row); err != nil {
		return err
	}
	return notFinite(p.Args, s.Args, row)
}

func notFinite[T graph.Float](data [][]T, blocks []ode.Block, row int) error {
	for i, d := range data {
		if d == nil {
			continue
		}
		w := blocks[i].Width
		for c, v := range d[row*w : (row+1)*w] {
			if v-v != 0 {
				return &ode.NotFiniteError{Row: row, Column: c, Block: blocks[i].Name, Value: float64(v)}
			}
		}
	}
	return nil
}
