// What is told of a CSV file's dialect.

package table

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var delimiterNames = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "bar", ' ': "blanks"}

// notes describe what was detected.
func (d *dialect) notes() []string {
	name, ok := delimiterNames[d.delimiter]
	if !ok {
		name = fmt.Sprintf("%q", d.delimiter)
	}
	notes := []string{"delimiter: " + name}
	if row := d.rowLike(); row != "" {
		notes = append(notes, fmt.Sprintf("lines that begin with # are skipped, %q too", shorten(row)))
	}
	m := d.marks()
	switch {
	case d.decimal == ',':
		notes = append(notes, "numbers have a decimal comma")
	case m.comma != "":
		notes = append(notes, fmt.Sprintf("numbers have a decimal point; fields such as %q have a decimal comma, or separate thousands, and are text", shorten(m.comma)))
	}
	return notes
}

// hashes matches lines that begin with #.
var hashes = regexp.MustCompile(`(?m)^#.*$`)

// rowLike returns the first comment that has as many fields as a row; "" if none has.
func (d *dialect) rowLike() string {
	for _, line := range d.commented {
		fields := sample(line, true, d.delimiter, -1)
		if len(d.rows) > 0 && len(fields) == 1 && len(fields[0]) > 1 && len(fields[0]) == len(d.rows[0]) {
			return line
		}
	}
	return ""
}

// advice says what would be right where all rows have more fields than the first one: R writes no name above names of rows,
// other programs end rows with a delimiter, and a title may stand above the table. In a row of spreadsheets a title has empty
// fields beside it. It is "" elsewhere.
func (d *dialect) advice() string {
	const title = "; if the first row is a title, leave it out"
	first, rows := d.rows[0], d.rows[1:]
	if len(rows) == 0 || !areAlike(rows) || len(rows[0]) < len(first) {
		return ""
	}
	isFull := func(field string) bool { return strings.TrimSpace(field) != "" }
	isLast := func(row []string) bool { return isFull(row[len(first)]) }
	switch more := len(rows[0]) - len(first); {
	case more == 0 && (len(first) == 1 || slices.ContainsFunc(first[1:], isFull) || isNumber(first[0], d.decimal)):
		return ""
	case more != 1 || len(first) == 1 && d.delimiter != ' ':
		return title
	case !slices.ContainsFunc(rows, isLast):
		return "; write the delimiter at the ends of all lines, or of none"
	}
	return "; if rows have names, as R writes them, write a name above these too (col.names = NA), or leave them out (row.names = FALSE)"
}
