// Opening a CSV file: its encoding, dialect, header and types are detected before its rows are read.

package table

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table/internal/lines"
	"github.com/pkg/errors"
)

var csvFormat = &Format{
	Name:     "CSV",
	Match:    func([]byte) bool { return true },
	Open:     openCSV,
	Create:   NewCSVWriter,
	Suffixes: []string{".csv"},
}

// openCSV detects a file's properties, then reads it from its beginning.
func openCSV(in *Input, o *Options) (Reader, error) {
	text, encoding, later := decode(in)
	text, ends := withLines(text)
	text, head, whole := lines.Ahead(text, headBytes, maxRowBytes)
	d, err := findDialect(string(head), whole, o)
	if err != nil {
		return nil, err
	}
	if len(d.rows) == 0 {
		return nil, emptyOr(text, d)
	}
	c := &csvReader{in: in, spelling: newSpelling(d, o, encoding, later), bad: o.Bad, width: len(d.rows[0]), advice: d.advice()}
	c.notes = append(append(append(in.Notes, "encoding: "+encoding), ends...), d.notes()...)
	header, err := c.header(d, o)
	if err != nil {
		return nil, err
	}
	if err := c.columns(d, o, header); err != nil {
		return nil, err
	}
	return c, c.start(text, d, header)
}

// emptyOr is the error for a text without a first row: there is none, or it cannot be read.
func emptyOr(text *bufio.Reader, d *dialect) error {
	text.Discard(d.skip)
	if _, _, err := newRecords(text, d.delimiter, d.comment).next(); err != nil && err.Error() != "EOF" {
		return errors.WithStack(err)
	}
	return errors.WithStack(ErrNoRows)
}

// header decides whether the first row is a header.
func (c *csvReader) header(d *dialect, o *Options) (bool, error) {
	switch o.Header {
	case HeaderAuto:
	case HeaderYes, HeaderNo:
		c.notes = append(c.notes, fmt.Sprintf("header: %v, as told", o.Header))
		return o.Header == HeaderYes, nil
	default:
		return false, errors.Wrapf(ErrSettings, "header %d; want HeaderYes, HeaderNo or HeaderAuto", o.Header)
	}
	types, _ := sampleTypes(d.rows[1:], c.width, d.decimal, c.missing)
	find := &headerFinder{first: trimmed(d.rows[0]), body: d.rows[1:], types: types, decimal: d.decimal, missing: c.missing, quoted: d.quotedAbove}
	yes, why, err := find.find()
	answer := map[bool]string{true: "yes", false: "no"}[yes]
	c.notes = append(c.notes, fmt.Sprintf("header: %s (first row: %s); %s", answer, shorten(oneLine(strings.Join(d.rows[0], ", "))), why))
	return yes, err
}

// oneLine replaces line breaks, so that a note keeps its line.
func oneLine(text string) string { return strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(text) }

func trimmed(row []string) []string {
	out := make([]string, len(row))
	for j, field := range row {
		out[j] = strings.TrimSpace(field)
	}
	return out
}

// columns sets the names, the choice and the types of columns.
func (c *csvReader) columns(d *dialect, o *Options, header bool) (err error) {
	names, body := numbered(c.width), d.rows
	if header {
		for j, name := range trimmed(d.rows[0]) {
			if name != "" {
				names[j] = strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), "\x00", "\ufffd")
			}
		}
		body = d.rows[1:]
	}
	if c.chosen, err = o.Choose(names); err != nil {
		return err
	}
	if err := o.checkNamed(names); err != nil {
		return err
	}
	types, layouts := sampleTypes(body, c.width, d.decimal, c.missing)
	for _, j := range c.chosen {
		f := Field{names[j], types[j], layouts[j]}
		_, typed := o.Types[f.Name]
		_, dated := o.Layouts[f.Name]
		told := typed || dated
		if !told && f.Type == Number {
			f = c.code(f, columnTexts(body, j, c.missing))
		}
		c.fields, c.counted = append(c.fields, c.told(o, f, columnTexts(body, j, c.missing))), append(c.counted, told || f.Type != Number)
	}
	return nil
}

// told applies the types and layouts of options to a field with these first texts. Dates none of which has the layout of the options
// keep their own.
func (c *csvReader) told(o *Options, f Field, texts []string) Field {
	if layout, ok := o.Layouts[f.Name]; ok && (f.Type != Date || fitting(texts, layout) > 0) {
		f.Type, f.Layout = Date, layout
	}
	if t, ok := o.Types[f.Name]; ok {
		f.Type = t
	}
	return f
}

// numbered returns names for columns without names.
func numbered(width int) []string {
	names := make([]string, width)
	for j := range names {
		names[j] = "column " + strconv.Itoa(j+1)
	}
	return names
}
