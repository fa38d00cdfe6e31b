// The writer of JSON lines.

package jsonlines

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/names"
	"github.com/pkg/errors"
)

// writer writes an object a row.
type writer struct {
	out    *bufio.Writer
	fields []table.Field
	names  []string // names as JSON
}

// NewWriter returns a writer of JSON lines to w, which Close does not close. Missing values are null.
func NewWriter(w io.Writer, fields []table.Field) (table.Writer, error) {
	if w == nil {
		return nil, errors.Wrap(table.ErrSettings, "JSON lines: no writer")
	}
	if err := names.Check(fields); err != nil {
		return nil, err
	}
	j := &writer{out: bufio.NewWriter(w), fields: slices.Clone(fields)}
	for _, f := range fields {
		j.names = append(j.names, quote(f.Name)+":")
	}
	return j, nil
}

func (w *writer) Write(batch *table.Table) error {
	if err := batch.Fits(w.fields); err != nil {
		return err
	}
	for i := range batch.Rows() {
		for j, c := range batch.Columns {
			w.out.WriteByte("{,"[min(j, 1)])
			w.out.WriteString(w.names[j])
			w.out.WriteString(value(c, i))
		}
		if _, err := w.out.WriteString("}\n"); err != nil {
			return errors.WithStack(err)
		}
	}
	return nil
}

func value(c *table.Column, i int) string {
	switch {
	case c.Missing[i]:
		return "null"
	case c.Type == table.Text || c.Type == table.Date:
		return quote(c.Format(i))
	}
	return c.Format(i)
}

// quote is a text as JSON; invalid UTF-8 in it is replaced.
func quote(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}

func (w *writer) Close() error { return errors.WithStack(w.out.Flush()) }
