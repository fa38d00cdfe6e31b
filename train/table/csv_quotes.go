// Quotes around the first row of a CSV file, which tell names that are numbers from numbers.

package table

import (
	"slices"
	"strings"
)

// quotedAbove says in which columns the first row has quotes, and no row below has any. Programs that put quotes around
// texts and not around numbers, such as R, write names that are numbers so.
func (d *dialect) quotedAbove() (above []bool) {
	if d.delimiter == ' ' { // quotes have no meaning there
		return nil
	}
	for line := range strings.Lines(d.head) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || d.comment > 0 && strings.HasPrefix(line, string(d.comment)) {
			continue
		}
		quoted := quotedFields(line, d.delimiter)
		if above == nil {
			above = quoted
			continue
		}
		for j := range min(len(above), len(quoted)) {
			above[j] = above[j] && !quoted[j]
		}
	}
	return above
}

// quotedFields says which fields of a line are in quotes. An empty field is not, since a row of it alone cannot be
// written without.
func quotedFields(line string, delimiter rune) (quoted []bool) {
	begins, inside := true, false
	for i, c := range line {
		switch {
		case c == delimiter && !inside:
			if begins {
				quoted = append(quoted, false)
			}
			begins = true
			continue
		case begins && c == ' ':
			continue
		case begins:
			quoted = append(quoted, c == '"' && !strings.HasPrefix(line[i+1:], `"`))
			begins = false
		}
		if c == '"' {
			inside = !inside
		}
	}
	return quoted
}

// areQuoted reports whether the numbers of the first row are in quotes that those below do not have. Quotes around a
// comma may be needed.
func (h *headerFinder) areQuoted(columns []int) bool {
	above := h.quoted()
	return !slices.ContainsFunc(columns, func(j int) bool { return j >= len(above) || !above[j] || strings.Contains(h.first[j], ",") })
}

// isLikeData reports whether a name needs quotes so as not to be taken for a number or a date.
func isLikeData(name string) bool { return isNumber(name, '.') || DateLayout([]string{name}) != "" }
