// The rows of a CSV file, with each field read as its column's type.

package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pkg/errors"
)

// spelling is how the values of a file are written.
type spelling struct {
	decimal rune
	missing map[string]bool
	codes   map[float64]bool // numbers among missing
	notUTF8 bool             // bytes without a character have been replaced
	later   *undecided       // nil: the beginning has told the encoding
}

func newSpelling(d *dialect, o *Options, encoding string, later *undecided) spelling {
	missing := o.missing()
	return spelling{d.decimal, missing, codesOf(missing, d.decimal), encoding == notUTF8, later}
}

// codesOf are the numbers among texts that mean a missing value.
func codesOf(missing map[string]bool, decimal rune) map[float64]bool {
	codes := map[float64]bool{}
	for text := range missing {
		if v, err := parseNumber(text, decimal); err == nil {
			codes[v] = true
		}
	}
	return codes
}

// isCode reports whether a number means a missing value, however it is written: -999.0 where -999 does.
func (s *spelling) isCode(number string) bool {
	if len(s.codes) == 0 {
		return false
	}
	v, err := parseNumber(number, s.decimal)
	return err == nil && s.codes[v] && !isLossy(number, v)
}

// csvReader reads rows of the chosen columns.
type csvReader struct {
	spelling
	in      *Input
	rows    records
	fields  []Field
	chosen  []int       // by column of the table: the index of its field
	width   int         // number of fields that every row must have
	advice  string      // for rows of another width, and below a title
	bad     func(error) // nil: Read returns the error
	notes   []string
	skipped int64  // lines before the first row
	read    int64  // rows so far
	counted []bool // by column of the table: whether digits in it are known to count something, or a note has said that they may not
}

// start skips to the first row of data.
func (c *csvReader) start(text *bufio.Reader, d *dialect, header bool) error {
	before, _ := text.Peek(d.skip)
	c.skipped = int64(bytes.Count(before, []byte("\n")))
	text.Discard(d.skip)
	c.rows = newRecords(text, d.delimiter, d.comment)
	if !header {
		return nil
	}
	_, _, err := c.rows.next()
	return err
}

func (c *csvReader) Fields() []Field { return c.fields }
func (c *csvReader) Notes() []string {
	if c.later.isLatin() {
		return append(slices.Clip(c.notes), "encoding of later characters: "+notUTF8)
	}
	return c.notes
}
func (c *csvReader) Close() error { return c.in.Close() }

func (c *csvReader) Read(batch *Table, n int) error {
	batch.Reset(c.fields)
	batch.Origin.File, batch.Origin.First = c.in.Name, c.read
	for batch.Rows() < n {
		row, line, err := c.rows.next()
		if err == io.EOF && batch.Rows() > 0 {
			break
		}
		if err == io.EOF {
			return err
		}
		if err != nil {
			return c.unreadable(err)
		}
		if err := c.add(batch, row, int64(line)+c.skipped); err != nil {
			return err
		}
	}
	c.read += int64(batch.Rows())
	return nil
}

// unreadable is the error for a row that is no CSV, with its line of the file.
func (c *csvReader) unreadable(err error) error {
	if of, ok := err.(*csv.ParseError); ok {
		of.StartLine, of.Line = of.StartLine+int(c.skipped), of.Line+int(c.skipped)
	}
	return errors.WithMessage(err, c.in.Name)
}

func (c *csvReader) add(batch *Table, row []string, line int64) error {
	place := Place{File: c.in.Name, Line: line, Row: c.read + int64(batch.Rows()) + 1}
	batch.Origin.Lines = append(batch.Origin.Lines, line)
	if len(row) != c.width {
		return refuse(c.bad, &RowError{place, len(row), c.width, c.advice}, batch.Columns...)
	}
	for i, j := range c.chosen {
		text := strings.TrimSpace(row[j])
		c.noteCode(i, text, place)
		if want := c.addField(batch.Columns[i], text); want != "" {
			bad := &FieldError{Place: place, Column: c.fields[i].Name, Text: strings.Clone(row[j]), Want: want + c.advice}
			if err := refuse(c.bad, bad, batch.Columns[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuse returns an error or, if tell is not nil, calls it and adds missing values to the columns; see Options.Bad.
func refuse(tell func(error), bad error, to ...*Column) error {
	if tell == nil {
		return errors.WithStack(bad)
	}
	tell(bad)
	for _, column := range to {
		column.AppendMissing()
	}
	return nil
}

// addField adds a field to a column. For a text that does not have the column's type it returns what would be right.
func (c *csvReader) addField(to *Column, text string) (want string) {
	switch {
	case c.missing[text]:
		to.AppendMissing()
	case to.Type == Text:
		switch {
		case strings.ContainsRune(text, 0):
			return "text without zero bytes"
		case (c.notUTF8 || c.later.isLatin()) && strings.ContainsRune(text, utf8.RuneError):
			return "text in Windows-1252; save the file in UTF-8"
		case !utf8.ValidString(text):
			return to.Want()
		}
		to.AppendText(strings.Clone(text))
	case to.Type == Date:
		return addDate(to, text)
	case c.isCode(text):
		to.AppendMissing()
	default:
		return addNumber(to, text, c.decimal)
	}
	return ""
}

// AppendParsed adds a row to a column of any type but Text, if the text is a value of it: a date of the column's layout, a
// number with a decimal point. An integer that float64 would round is no number.
func (c *Column) AppendParsed(text string) (ok bool) {
	switch {
	case c == nil || c.Type == Text:
		return false
	case c.Type == Date:
		return addDate(c, text) == ""
	}
	return addNumber(c, text, '.') == ""
}

func addDate(to *Column, text string) (want string) {
	layout := to.Layout
	if layout == "" {
		layout = time.RFC3339Nano
	}
	t, err := parseDate(layout, text)
	if err != nil || t.IsZero() {
		return "a date like " + layout
	}
	to.AppendDate(t)
	return ""
}
