// Detecting whether the first row of a CSV file is a header.

package table

import (
	"github.com/pkg/errors"
)

// headerFinder decides whether the first row of a sample is a header, by comparing it with the rows below.
type headerFinder struct {
	first   []string
	body    [][]string
	types   []Type // of the columns, without the first row
	decimal rune
	missing map[string]bool
	quoted  func() []bool // columns in which the first row has quotes, and no row below
}

// find says yes or no, and why. If texts and numbers stand above numbers, it returns ErrHeader.
func (h *headerFinder) find() (yes bool, why string, err error) {
	texts, numbers := h.contrast()
	switch {
	case len(h.body) == 0:
		return numbers == nil && texts > 0, "it is the only row", nil
	case texts > 0 && len(numbers) == 0:
		return true, "it has texts where the rows below have numbers or dates", nil
	case len(numbers) > 0 && h.areLabels(numbers):
		return true, "its numbers count up, and those below do not", nil
	case len(numbers) > 0 && h.areQuoted(numbers):
		return true, "its numbers are in quotes, and those below are not", nil
	case texts > 0 && h.allWhole(numbers):
		return false, "", errors.Wrapf(ErrHeader, "%q above %q; say yes or no", h.first, h.body[0])
	case len(numbers) > 0:
		return false, "it has numbers or dates as the rows below have; say yes if they are names", nil
	}
	return h.amongTexts()
}

// contrast counts the texts above columns of numbers or dates, and lists the columns of these with a number above.
func (h *headerFinder) contrast() (texts int, numbers []int) {
	for j, field := range h.first {
		switch {
		case h.missing[field]:
		case len(h.body) == 0 || h.types[j] == Number:
			if isNumber(field, h.decimal) {
				numbers = append(numbers, j)
			} else {
				texts++
			}
		case h.types[j] == Date && DateLayout([]string{field}) == "":
			texts++
		case h.types[j] == Date:
			numbers = append(numbers, j)
		}
	}
	return texts, numbers
}

// areLabels reports whether the numbers of the first row are names, such as years, or numbers of columns.
func (h *headerFinder) areLabels(columns []int) bool {
	if !counts(h.first, columns) {
		return false
	}
	if (len(columns) > 1 || h.named()) && h.years(h.first, columns) {
		return !h.anyBelow(func(row []string) bool { return h.years(row, columns) })
	}
	enough := len(columns) >= 4 || len(columns) == 3 && !h.anyBelow(func(row []string) bool { return h.wholeRow(row, columns) })
	return enough && !h.anyBelow(func(row []string) bool { return counts(row, columns) })
}

// named reports whether a text of the first row does not occur below.
func (h *headerFinder) named() bool {
	for j, field := range h.first {
		if !h.missing[field] && !isNumber(field, h.decimal) && !h.anyBelow(func(row []string) bool { return row[j] == field }) {
			return true
		}
	}
	return false
}

// counts reports whether a row's fields are whole numbers with equal differences.
func counts(row []string, columns []int) bool {
	var step int
	for i, j := range columns {
		n, ok := isWhole(row[j])
		if !ok {
			return false
		}
		if i == 0 {
			continue
		}
		before, _ := isWhole(row[columns[i-1]])
		if i > 1 && n-before != step || n == before {
			return false
		}
		step = n - before
	}
	return true
}

// years reports whether all numbers of a row are plausible years.
func (h *headerFinder) years(row []string, columns []int) bool {
	for _, j := range columns {
		if n, ok := isWhole(row[j]); !ok || n < 1800 || n > 2200 {
			return false
		}
	}
	return true
}

func (h *headerFinder) wholeRow(row []string, columns []int) bool {
	for _, j := range columns {
		if _, ok := isWhole(row[j]); !ok {
			return false
		}
	}
	return true
}

func (h *headerFinder) allWhole(columns []int) bool { return h.wholeRow(h.first, columns) }

func (h *headerFinder) anyBelow(is func(row []string) bool) bool {
	for _, row := range h.body {
		if len(row) == len(h.first) && is(row) {
			return true
		}
	}
	return false
}

// amongTexts decides for a table without numbers: the names in a header all differ and do not occur below.
func (h *headerFinder) amongTexts() (bool, string, error) {
	seen := map[string]bool{}
	for j, field := range h.first {
		below := func(row []string) bool { return row[j] == field }
		if h.missing[field] && !h.missing[h.body[0][min(j, len(h.body[0])-1)]] || !h.missing[field] && (seen[field] || h.anyBelow(below)) {
			return false, "its texts stand in rows below or are not all different", nil
		}
		seen[field] = true
	}
	return true, "its texts do not stand in the rows below; say no if it is a row", nil
}
