package integrate

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

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
