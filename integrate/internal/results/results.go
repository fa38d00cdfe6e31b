// Package results makes room for the results of a solve, in the arrays of earlier solves, and completes them.
package results

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Reset makes room for the results, in the existing arrays where they are large enough and the problem does not read
// them.
func Reset[T graph.Float](s *ode.Solution[T], p *ode.Problem[T], system *ode.System) {
	detach(s, p)
	spare := earlierOf(s)
	n, rows := len(system.Blocks), p.Rows
	spare.keep(s)
	*s = ode.Solution[T]{Spare: spare, Y: reuse.Resized(s.Y, n), Quad: reuse.Resized(s.Quad, n),
		Status: reuse.Resized(s.Status, rows), RowStats: reuse.Resized(s.RowStats, rows), Ends: reuse.Resized(s.Ends, rows)}
	fitBlocks(s.Y, system.Blocks, rows, false)
	fitBlocks(s.Quad, system.Blocks, rows, true)
	clear(s.RowStats)
	clear(s.Ends)
	for i := range s.Status {
		s.Status[i] = ode.Cancelled
	}
}

// fitBlocks cuts the states, or the quadratures, out of one array; entries of the other kind are nil.
func fitBlocks[E any](parts [][]E, blocks []ode.Block, rows int, quadratures bool) {
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

// keepStart leaves a row that no step was tried of, since the context had ended, at its initial values.
func keepStart[T graph.Float](s *ode.Solution[T], p *ode.Problem[T], system *ode.System, row int) {
	s.Ends[row].T = p.T0
	for b, y := range p.Y {
		w := system.Blocks[b].Width
		switch lo, hi := row*w, (row+1)*w; {
		case y == nil:
		case system.Blocks[b].Quadrature:
			for i, v := range y[lo:hi] {
				s.Quad[b][lo+i] = float64(v)
			}
		default:
			copy(s.Y[b][lo:hi], y[lo:hi])
		}
	}
}

// Finish adds up the statistics and returns the error of the first row that failed. Rows that share their steps fail
// together: of those, the error is of the first whose data are not finite, if there is one.
func Finish[T graph.Float](s *ode.Solution[T], p *ode.Problem[T], system *ode.System, shared bool) error {
	first, failed := -1, 0
	for row, status := range s.Status {
		s.Stats = s.Stats.Plus(s.RowStats[row])
		if status == ode.Cancelled && s.RowStats[row] == (ode.Stats{}) {
			keepStart(s, p, system, row)
		}
		if status != ode.Done && status != ode.Stopped && status != ode.Cancelled {
			failed++
			if first < 0 {
				first = row
			}
		}
	}
	if first < 0 {
		return nil
	}
	for row := first; row < p.Rows; row++ {
		if err := check.Row(p, system, row); err != nil {
			return err
		}
		if !shared {
			break
		}
	}
	at := s.Ends[first]
	return &ode.StepError{Row: first, Failed: failed, T: at.T, H: at.H, Stats: s.RowStats[first], Status: s.Status[first]}
}
