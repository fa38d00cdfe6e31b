// The dialect of a CSV file: delimiter and decimal mark, detected in its first rows unless options give them.

package table

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// dialect is how a CSV file is written.
type dialect struct {
	delimiter, decimal, comment rune
	head                        string     // the text at the table's beginning
	rows                        [][]string // the first rows
	commented                   []string   // lines that begin with #, which nobody has said to be comments
	skip                        int        // bytes before them that do not belong to the table
	missing                     map[string]bool
}

// delimiters are tried in this order.
var delimiters = []rune{',', ';', '\t', '|', ' '}

// findDialect detects the dialect in the beginning of a text, or in the whole of it.
func findDialect(head string, whole bool, o *Options) (*dialect, error) {
	d := &dialect{delimiter: o.Delimiter, decimal: o.Decimal, comment: o.Comment, missing: o.missing()}
	if d.comment == 0 {
		d.comment = '#'
		d.commented = hashes.FindAllString(head, sampleRows)
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	d.head = d.declared(head)
	d.findDelimiter(d.head, whole)
	d.findDecimal()
	return d, nil
}

func (d *dialect) check() error {
	if strings.ContainsRune("\"\r\n\ufffd", d.delimiter) || d.delimiter < 0 || d.delimiter != 0 && d.delimiter == d.comment {
		return errors.Wrapf(ErrSettings, "delimiter %q with comments %q", d.delimiter, d.comment)
	}
	if d.decimal != 0 && d.decimal != '.' && d.decimal != ',' {
		return errors.Wrapf(ErrSettings, "decimal %q; want a point or a comma", d.decimal)
	}
	if strings.ContainsRune("\"\r\n\ufffd,", d.comment) {
		return errors.Wrapf(ErrSettings, "comments that begin with %q", d.comment)
	}
	return nil
}

// declared removes the line sep=; that Excel writes before a table, and takes its delimiter.
func (d *dialect) declared(head string) string {
	line, rest, _ := strings.Cut(head, "\n")
	line = strings.TrimSuffix(line, "\r")
	if rest, ok := strings.CutPrefix(line, "sep="); !ok || len(rest) != 1 || !strings.Contains(",;\t|:", rest) {
		return head
	}
	if d.delimiter == 0 {
		d.delimiter = rune(line[len(line)-1])
	}
	d.skip = len(head) - len(rest)
	return rest
}

// findDelimiter chooses the delimiter that gives rows of one length, and among several the one with the most numbers. It
// is no comma that stands before decimals.
func (d *dialect) findDelimiter(head string, whole bool) {
	if d.delimiter != 0 {
		d.rows = sample(head, whole, d.delimiter, d.comment)
		return
	}
	d.delimiter = delimiters[0]
	best := -1.0
	for _, delimiter := range delimiters {
		rows := sample(head, whole, delimiter, d.comment)
		if delimiter == ' ' && (d.isText(rows) || d.isWithin(rows)) {
			continue
		}
		s := evenness(rows)
		if s > best || d.delimiter == ',' && s > 0 && delimiter != ' ' && areDecimals(rows) {
			best, d.delimiter, d.rows = s, delimiter, rows
		}
	}
}

// fewNumbers is the share of numeric fields below which blanks are parts of texts and times.
const fewNumbers = 1. / 3

// isText reports whether fields that blanks give are parts of texts. They are none where quotes leave no other delimiter.
func (d *dialect) isText(byBlanks [][]string) bool {
	return numberShare(byBlanks) < fewNumbers && (len(d.rows) > 0 || !areAlike(byBlanks))
}

// isWithin reports whether the delimiter gives rows of one length, and stands within fields that blanks give below the first
// row, though not before decimals. Blanks are then parts of texts, such as Elm 12 in Ann,Elm 12. So they are in "Ann" ,"Elm",
// whose quotes leave no delimiter.
func (d *dialect) isWithin(byBlanks [][]string) bool {
	if len(d.rows) == 0 {
		isBehind := func(field string) bool { return strings.IndexAny(field, ",;|") == 0 && !isNumber(field, ',') }
		return slices.ContainsFunc(byBlanks, func(row []string) bool { return slices.ContainsFunc(row, isBehind) })
	}
	if len(d.rows[0]) < 2 || !areAlike(d.rows) {
		return false
	}
	for _, row := range byBlanks[min(1, len(byBlanks)):] {
		for _, field := range row {
			if strings.ContainsRune(field, d.delimiter) && !isNumber(field, ',') {
				return true
			}
		}
	}
	return false
}

// evenness is the share of rows with the most common number of fields, times (1 + the share of numbers)/2; 0 if that
// number is 1.
func evenness(rows [][]string) float64 {
	widths := map[int]int{}
	common := 0
	for _, row := range rows {
		widths[len(row)]++
		if w := len(row); widths[w] > widths[common] || widths[w] == widths[common] && w > common {
			common = w
		}
	}
	if common < 2 {
		return 0
	}
	return float64(widths[common]) / float64(len(rows)) * (1 + numberShare(rows)) / 2
}

// inThousands is a number with a decimal comma behind marks between thousands, which no column of numbers takes.
var inThousands = regexp.MustCompile(`\A[-+]?[0-9]{1,3}([.'’\x{a0}\x{202f} ][0-9]{3})+,[0-9]+\z`)

// areDecimals reports whether rows of one length have commas, and these in numbers alone, but for the names in the first
// row. Taken for delimiters, they would cut each number in two.
func areDecimals(rows [][]string) (found bool) {
	if !areAlike(rows) {
		return false
	}
	for _, row := range rows[min(1, len(rows)):] {
		for _, field := range row {
			if strings.ContainsRune(field, ',') {
				if !isNumber(field, ',') && !inThousands.MatchString(strings.TrimSpace(field)) {
					return false
				}
				found = true
			}
		}
	}
	return found
}

// areAlike reports whether rows have one length.
func areAlike(rows [][]string) bool {
	return !slices.ContainsFunc(rows, func(row []string) bool { return len(row) != len(rows[0]) })
}

func numberShare(rows [][]string) float64 {
	numbers, all := 0, 1
	for _, row := range rows {
		for _, field := range row {
			all++
			if isNumber(field, '.') || isNumber(field, ',') {
				numbers++
			}
		}
	}
	return float64(numbers) / float64(all)
}
