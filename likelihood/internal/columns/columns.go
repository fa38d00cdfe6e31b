// Package columns holds which columns of a row each flow of a stack moves.
package columns

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Set is the columns that a flow moves, in the order in which its field has them; nil means all in order. The other columns
// stay as they are.
type Set []int

// At is the column of the stack that is column k of the flow.
func (s Set) At(k int) int {
	if s == nil {
		return k
	}
	return s[k]
}

// Sets returns the sets of flows with these dimensions, and the number of columns of the stack: that of a flow that moves
// all columns, else one more than the largest column. Some flow must move each column.
func Sets(given [][]int, dims []int) (sets []Set, dim int, err error) {
	if given != nil && len(given) != len(dims) {
		return nil, 0, errors.Wrapf(fault.ErrSettings, "Columns of %d flows, want those of %d", len(given), len(dims))
	}
	sets = make([]Set, len(dims))
	moved := 0
	for i, columns := range given {
		sets[i] = slices.Clone(columns)
	}
	for i, s := range sets {
		if s != nil && len(s) != dims[i] {
			return nil, 0, errors.Wrapf(fault.ErrSettings, "flow %d of the stack has %d dimensions and %d columns", i, dims[i], len(s))
		}
		moved += dims[i]
	}
	if dim = width(sets, dims); dim > moved {
		return nil, 0, errors.Wrapf(fault.ErrSettings, "columns up to %d of the stack, of which its flows move %d: want each moved", dim-1, moved)
	}
	return sets, dim, check(sets, dims, dim)
}

func width(sets []Set, dims []int) (dim int) {
	for i, s := range sets {
		if s == nil {
			return dims[i]
		}
		for _, column := range s {
			dim = max(dim, column+1)
		}
	}
	return dim
}

// check refuses columns that do not exist, are listed twice, or are not moved by any flow.
func check(sets []Set, dims []int, dim int) error {
	last := make([]int, dim) // 1 + the last flow that moves the column
	for i, s := range sets {
		if s == nil && dims[i] != dim {
			return errors.Wrapf(fault.ErrSettings, "flow %d of the stack has %d dimensions, want %d, or Columns", i, dims[i], dim)
		}
		for k := range dims[i] {
			column := s.At(k)
			if column < 0 || column >= dim || last[column] == i+1 {
				return errors.Wrapf(fault.ErrSettings, "column %d of flow %d of the stack is %d, want each from 0 to %d once at most", k, i, column, dim-1)
			}
			last[column] = i + 1
		}
	}
	if column := slices.Index(last, 0); column >= 0 {
		return errors.Wrapf(fault.ErrSettings, "no flow of the stack moves column %d of %d", column, dim)
	}
	return nil
}

// Lists returns copies of the columns of each flow; nil if each moves all.
func Lists(sets []Set) (lists [][]int) {
	if !slices.ContainsFunc(sets, func(s Set) bool { return s != nil }) {
		return nil
	}
	for _, s := range sets {
		lists = append(lists, slices.Clone(s))
	}
	return lists
}

// Gather returns the flow's columns of rows with dim numbers that lie one after another.
func (s Set) Gather(x []float64, dim int) []float64 {
	if s == nil {
		return x
	}
	own := make([]float64, 0, len(x)/dim*len(s))
	for ; len(x) > 0; x = x[dim:] {
		for _, from := range s {
			own = append(own, x[from])
		}
	}
	return own
}

// Scatter is the inverse of Gather.
func (s Set) Scatter(x, own []float64, dim int) {
	if s == nil {
		copy(x, own)
		return
	}
	for ; len(x) > 0; x = x[dim:] {
		for k, to := range s {
			x[to] = own[k]
		}
		own = own[len(s):]
	}
}

// GatherRows returns the flow's columns of each row.
func (s Set) GatherRows(rows [][]float64) [][]float64 {
	if s == nil {
		return rows
	}
	own := make([][]float64, len(rows))
	for i, row := range rows {
		own[i] = s.Gather(row, len(row))
	}
	return own
}

// ScatterRows returns copies of the rows with the flow's columns replaced by own; own itself if the flow moves all columns.
func (s Set) ScatterRows(rows, own [][]float64) [][]float64 {
	if s == nil {
		return own
	}
	for i, row := range rows {
		s.Scatter(row, own[i], len(row))
	}
	return rows
}
