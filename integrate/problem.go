package integrate

import (
	"math"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
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
	// Extras holds for each extra input R×Width numbers; nil means zeros.
	Extras [][]T
	// Times are where the solution is wanted on the way, in order from T0 towards T1,
	// either end being allowed. Solve finds it by the method's interpolant and takes the
	// steps it would take anyway; gradients let a step end on each of them.
	Times []float64
	// Stops are times on which a step must end, in order.
	Stops []float64
	// Jumps are times strictly inside the interval, in order, at which the right-hand side is
	// discontinuous, and where System.Jump, if there is one, changes the state. The step
	// before sees times before the jump only and the step after times after it only, so
	// each must be a number of the solver's type.
	Jumps []float64
	// Dense asks for Solution.Dense.
	Dense bool
}

// Solution holds the state at T1, row by row, and what it took.
type Solution[T graph.Float] struct {
	// Y holds R×Width numbers for each state, nil for a quadrature. A row that failed
	// has the state at which it stopped.
	Y [][]T
	// Quad holds R×Width numbers for each quadrature, nil for a state.
	Quad [][]float64
	// Reduced holds the batch-reduced integrals of System.Reduce.
	Reduced [][]float64
	// Status and RowStats say for each row how it ended and what it took; Stats is
	// their sum.
	Status   []Status
	RowStats []Stats
	Stats    Stats
	// At and AtQuad hold for each state and each quadrature the R×len(Times)×Width numbers
	// at Problem.Times; NaN at times a row did not reach. At a jump it is what comes before.
	At     [][]T
	AtQuad [][]float64
	// Events holds for each row what happened to it, in order; nil without System.Events.
	Events [][]Occurrence[T]
	// Dense is the solution at any time, nil unless Problem.Dense.
	Dense *Dense[T]

	stopped []stop
	spare   spare[T]
}

// stop is where a row was when it stopped.
type stop struct{ t, h float64 }

// End returns the time at which a row stopped: T1, that of a terminal event, or where it
// failed; NaN for a row that does not exist.
func (s *Solution[T]) End(row int) float64 {
	if s == nil || row < 0 || row >= len(s.stopped) {
		return math.NaN()
	}
	return s.stopped[row].t
}

// maxRows bounds a batch, so that sizes do not overflow.
const maxRows = math.MaxInt32

// check refuses a problem that cannot be solved at all. Rows that are not finite
// are not refused here: they fail alone.
func (p *Problem[T]) check(s *System) error {
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
	if err := checkShapes(p.Extras, s.Extras, p.Rows); err != nil {
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

// fit makes room for the results, in the arrays that are there if they are large enough.
func (s *Solution[T]) fit(system *System, rows int) {
	n := len(system.Blocks)
	s.spare.keep(s)
	*s = Solution[T]{spare: s.spare, Y: resized(s.Y, n), Quad: resized(s.Quad, n),
		Status: resized(s.Status, rows), RowStats: resized(s.RowStats, rows), stopped: resized(s.stopped, rows)}
	fitBlocks(s.Y, system.Blocks, rows, false)
	fitBlocks(s.Quad, system.Blocks, rows, true)
	clear(s.RowStats)
	clear(s.stopped)
	for i := range s.Status {
		s.Status[i] = Cancelled
	}
}

// fitBlocks cuts the states, or the quadratures, out of one array; the others are nil.
func fitBlocks[E any](parts [][]E, blocks []Block, rows int, quadratures bool) {
	width := 0
	enough := true
	for i, block := range blocks {
		if block.Quadrature == quadratures {
			width += block.Width
			enough = enough && cap(parts[i]) >= rows*block.Width
		}
	}
	var flat []E
	if !enough {
		flat = make([]E, rows*width)
	}
	for i, block := range blocks {
		size := rows * block.Width
		switch {
		case block.Quadrature != quadratures:
			parts[i] = nil
		case enough:
			parts[i] = parts[i][:size]
			clear(parts[i])
		default:
			parts[i], flat = flat[:size:size], flat[size:]
		}
	}
}

// resized is a slice of n elements, in the array of x if that is large enough.
func resized[E any](x []E, n int) []E {
	if cap(x) < n {
		return make([]E, n)
	}
	return x[:n]
}

// finish adds up the statistics and returns the error of the first row that
// failed.
func (s *Solution[T]) finish(p *Problem[T], system *System) error {
	first, failed := -1, 0
	for row, status := range s.Status {
		s.Stats.add(s.RowStats[row])
		if status != Done && status != Stopped && status != Cancelled {
			failed++
			if first < 0 {
				first = row
			}
		}
	}
	if first < 0 {
		return nil
	}
	if err := p.firstNotFinite(system, first); err != nil {
		return err
	}
	at := s.stopped[first]
	return &StepError{Row: first, Failed: failed, T: at.t, H: at.h, Stats: s.RowStats[first], Status: s.Status[first]}
}

// firstNotFinite looks for a NaN or infinity in the data of one row.
func (p *Problem[T]) firstNotFinite(s *System, row int) error {
	if err := notFinite(p.Y, s.Blocks, row); err != nil {
		return err
	}
	return notFinite(p.Extras, s.Extras, row)
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
