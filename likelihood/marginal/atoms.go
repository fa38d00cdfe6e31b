// Atoms: values that are far more frequent than the others, such as the zeros of an amount that is often zero.

package marginal

import (
	"cmp"
	"slices"
)

// The least share of the rows that an atom has, how many times as frequent it is as other values usually are, and the least
// number of rows with an atom, and with other values.
const (
	atomShare = 0.005
	atomRatio = 5
	atomRows  = 5
)

// run is a value with its number of rows.
type run struct {
	value float64
	n     int
}

// runsOf are the distinct values, the commonest first.
func runsOf(sorted []float64) (runs []run) {
	for _, v := range sorted {
		if k := len(runs) - 1; k >= 0 && runs[k].value == v {
			runs[k].n++
		} else {
			runs = append(runs, run{v, 1})
		}
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.n, a.n) })
	return runs
}

// atomsOf are the atoms, if there are enough other values.
func atomsOf(sorted []float64) map[float64]bool {
	runs, rows, atoms, left := runsOf(sorted), len(sorted), 0, 0
	least := max(atomRows, int(atomShare*float64(rows)))
	for k := 1; k < len(runs) && runs[k-1].n >= least; k++ {
		if rows -= runs[k-1].n; runs[k-1].n >= atomRatio*usual(runs[k:], rows) {
			atoms, left = k, rows
		}
	}
	if left < least {
		return nil
	}
	are := map[float64]bool{}
	for _, r := range runs[:atoms] {
		are[r.value] = true
	}
	return are
}

// usual is how frequent the values of all but a quarter of the rows are at most. So frequencies of atoms need no gap
// between them and those of the other values: of half a column on no grid and half of it rounded, the rarest rounded
// values may be as rare as the others.
func usual(runs []run, rows int) int {
	left := rows / 4
	for _, r := range runs {
		if left -= r.n; left < 0 {
			return r.n
		}
	}
	return 0
}

// areAtoms says which values are atoms; nil if none is.
func areAtoms(values []float64, atoms map[float64]bool) []bool {
	if len(atoms) == 0 {
		return nil
	}
	are := make([]bool, len(values))
	for row, v := range values {
		are[row] = atoms[v]
	}
	return are
}

// group says which rows have a kernel.
type group int

const (
	everyRow group = iota
	atAtoms
	offAtoms
	groups // their number
)

// has says whether a row is of a group.
func (s *sample) has(g group, row int) bool { return g == everyRow || s.isAtom[row] == (g == atAtoms) }

// own is how many kernels of a group are on a row and its copies.
func (s *sample) own(g group, row int) (n int) {
	if s.has(g, row) {
		_, n = s.copied.of(row)
	}
	return n
}

// of returns those numbers of the rows that are of a group, sorted.
func (s *sample) of(g group, numbers []float64) *centers {
	var list []float64
	for row, v := range numbers {
		if s.has(g, row) {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	return newCenters(list)
}
