// The CSV writer.

package table

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// csvWriter writes numbers that read back exactly, and missing values as empty fields.
type csvWriter struct {
	out    *bufio.Writer
	fields []Field
}

// NewCSVWriter returns a writer of CSV with a header to w, which Close does not close.
func NewCSVWriter(w io.Writer, fields []Field) (Writer, error) {
	if w == nil {
		return nil, errors.Wrap(ErrSettings, "CSV: no writer")
	}
	if len(fields) == 0 {
		return nil, errors.Wrap(ErrNoColumn, "CSV without columns")
	}
	if err := checkNames(fields); err != nil {
		return nil, err
	}
	c := &csvWriter{out: bufio.NewWriter(w), fields: slices.Clone(fields)}
	return c, c.writeHeader()
}

func (c *csvWriter) Write(batch *Table) error {
	if err := batch.Fits(c.fields); err != nil {
		return err
	}
	for i := range batch.Rows() {
		if err := c.writeFields(func(j int) { c.writeValue(batch.Columns[j], i) }); err != nil {
			return err
		}
	}
	return nil
}

// writeValue writes row i of a column. Numbers need no quotes.
func (c *csvWriter) writeValue(from *Column, i int) {
	if (from.Type == Number || from.Type == Integer) && !from.Missing[i] {
		c.out.Write(appendNumber(c.out.AvailableBuffer(), from.Numbers[i]))
		return
	}
	c.out.WriteString(quoted(from.Format(i), len(c.fields) == 1))
}

// writeHeader writes the names, those that are numbers or dates in quotes, by which a reader knows them.
func (c *csvWriter) writeHeader() error {
	return c.writeFields(func(j int) {
		name := c.fields[j].Name
		text := quoted(name, len(c.fields) == 1)
		if text == name && isLikeData(name) {
			text = `"` + name + `"`
		}
		c.out.WriteString(text)
	})
}

// writeFields writes a row, each of whose fields write writes.
func (c *csvWriter) writeFields(write func(j int)) error {
	for j := range c.fields {
		if j > 0 {
			c.out.WriteByte(',')
		}
		write(j)
	}
	return errors.WithStack(c.out.WriteByte('\n'))
}

// quoted quotes a field if necessary: for commas, the start of a comment, and, in a row of one field, an empty field.
func quoted(field string, alone bool) string {
	switch {
	case field == "" && alone:
		return `""`
	case strings.ContainsAny(field, ",\"\r\n") || strings.HasPrefix(field, "#") || strings.TrimSpace(field) != field:
		return `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
	}
	return field
}

func (c *csvWriter) Close() error { return errors.WithStack(c.out.Flush()) }
