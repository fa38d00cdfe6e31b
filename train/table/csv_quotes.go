// Quotes around the first row of a CSV file, which tell names that are numbers from numbers.

package table

import (
	"slices"
	"strings"
	"unicode"
)

// quotedAbove says in which columns the first row has quotes, and no row below has any. Programs that put quotes around
// texts and not around numbers, such as R, write names that are numbers so.
func (d *dialect) quotedAbove() (above []bool) {
	for line := range strings.Lines(d.head) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || d.comment > 0 && strings.HasPrefix(line, string(d.comment)) {
			continue
		}
		quoted := quotedFields(line, d.delimiter)
		if d.delimiter == ' ' {
			_, quoted = blankFields(line)
		}
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

// blankFields splits a line at runs of blanks, and says which fields are in quotes.
func blankFields(line string) (fields []string, quoted []bool) {
	if strings.IndexByte(line, '"') < 0 {
		fields = strings.Fields(line)
		return fields, make([]bool, len(fields))
	}
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		field, rest, isQuoted := quotedField(line)
		if !isQuoted {
			end := strings.IndexFunc(line+" ", unicode.IsSpace)
			field, rest = line[:end], line[end:]
		}
		fields, quoted, line = append(fields, field), append(quoted, isQuoted), rest
	}
	return fields, quoted
}

// quotedField takes a field in quotes from the beginning of a line. A quote in it is doubled, or has a backslash before it,
// as R writes it. Quotes within which or behind which the field does not end are a part of it.
func quotedField(line string) (field, rest string, ok bool) {
	var text strings.Builder
	for i := 1; i < len(line) && line[0] == '"'; i++ {
		isQuote, rest := line[i] == '"', line[i+1:]
		switch {
		case (isQuote || line[i] == '\\') && strings.HasPrefix(rest, `"`):
			text.WriteByte('"')
			i++
		case isQuote:
			return text.String(), rest, strings.TrimLeftFunc(rest, unicode.IsSpace) != rest || rest == ""
		default:
			text.WriteByte(line[i])
		}
	}
	return "", "", false
}

// areQuoted reports whether the numbers of the first row are in quotes that those below do not have. Quotes around a
// comma may be needed.
func (h *headerFinder) areQuoted(columns []int) bool {
	above := h.quoted()
	return !slices.ContainsFunc(columns, func(j int) bool { return j >= len(above) || !above[j] || strings.Contains(h.first[j], ",") })
}

// isLikeData reports whether a name needs quotes so as not to be taken for a number or a date.
func isLikeData(name string) bool { return isNumber(name, '.') || DateLayout([]string{name}) != "" }
