// The reader of JSON lines.

package jsonlines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/lines"
	"github.com/pkg/errors"
)

// Register cannot fail: the name is unique, and no field is missing.
func init() {
	_ = table.Register(&table.Format{
		Name: "JSON lines",
		Match: func(head []byte) bool {
			return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, mark), " \t\r\n"), []byte("{"))
		},
		Open:     open,
		Create:   NewWriter,
		Suffixes: []string{".jsonl", ".ndjson"},
	})
}

// mark is the byte order mark that some programs begin UTF-8 with.
var mark = []byte("\xef\xbb\xbf")

// maxLine bounds the bytes of a line.
const maxLine = 1 << 24

// reader reads an object a line.
type reader struct {
	in      *table.Input
	lines   *bufio.Scanner
	fields  []table.Field
	places  map[string]int // by name: the index of the chosen column
	texts   []bool         // columns that the options say to be text
	strict  bool           // other columns are an error
	notes   []string
	line    int64
	read    int64
	row     []json.RawMessage
	members []member
}

func open(in *table.Input, o *table.Options) (table.Reader, error) {
	if bytes.HasPrefix(in.Head(), mark) {
		io.CopyN(io.Discard, in, int64(len(mark)))
	}
	text, head, whole := lines.Ahead(in, len(in.Head()), maxLine)
	names, columns := look(head)
	if whole && isOneValue(head, columns) {
		return nil, errors.WithStack(&table.FormatError{File: in.Name, Format: "JSON of a whole table", Hint: "write it as JSON lines, an object a line"})
	}
	chosen, err := o.Choose(names)
	if err != nil {
		return nil, err
	}
	r := &reader{in: in, lines: bufio.NewScanner(text), places: map[string]int{}, strict: len(o.Columns) == 0}
	if r.fields, err = fields(names, columns, chosen, o); err != nil {
		return nil, err
	}
	r.lines.Buffer(nil, maxLine)
	for i, f := range r.fields {
		r.places[f.Name] = i
		r.texts = append(r.texts, o.Types[f.Name] == table.Text)
	}
	r.notes = append(in.Notes, fmt.Sprintf("format: JSON lines, %d names", len(names)))
	r.row = make([]json.RawMessage, len(r.fields))
	return r, nil
}

// isOneValue reports whether a text is one object that holds arrays and objects alone: a table by its columns, as pandas writes it
// unless it is asked for lines.
func isOneValue(text []byte, columns map[string]*seen) bool {
	for _, c := range columns {
		if !c.nested {
			return false
		}
	}
	return len(columns) > 0 && bytes.Count(bytes.TrimSpace(text), []byte("\n")) == 0
}

func (r *reader) Fields() []table.Field { return r.fields }
func (r *reader) Notes() []string       { return r.notes }
func (r *reader) Close() error          { return r.in.Close() }

func (r *reader) Read(batch *table.Table, n int) error {
	batch.Reset(r.fields)
	batch.Origin.File, batch.Origin.First = r.in.Name, r.read
	for batch.Rows() < n && r.lines.Scan() && r.lines.Err() == nil { // with an error the line is a part of one
		r.line++
		if len(bytes.TrimSpace(r.lines.Bytes())) == 0 {
			continue
		}
		if err := r.add(batch); err != nil {
			return err
		}
	}
	if err := r.lines.Err(); err != nil {
		return errors.Wrapf(err, "%s, line %d", r.in.Name, r.line+1)
	}
	if r.read += int64(batch.Rows()); batch.Rows() == 0 {
		return io.EOF
	}
	return nil
}

// ofPython matches a number that Python writes to JSON, which has none of its kind.
var ofPython = regexp.MustCompile(`:\s*-?(NaN|Infinity)\b`)

// add adds the object of a line.
func (r *reader) add(batch *table.Table) error {
	members, err := parse(r.members[:0], r.lines.Bytes())
	if err != nil {
		want := "an object: " + err.Error()
		if ofPython.Match(r.lines.Bytes()) {
			want += "; JSON has no NaN and no Infinity, write null for a missing value"
		}
		return r.wrong(batch, "", r.lines.Text(), want)
	}
	r.members = members
	clear(r.row)
	for _, m := range members {
		i, ok := r.places[m.name]
		switch {
		case ok && r.row[i] != nil:
			return r.wrong(batch, m.name, r.lines.Text(), "an object with each name once")
		case ok:
			r.row[i] = m.value
		case r.strict:
			return r.wrong(batch, m.name, string(m.value), "of a column of the rows above; choose columns")
		}
	}
	return r.addRow(batch)
}

func (r *reader) addRow(batch *table.Table) error {
	for i, value := range r.row {
		to := batch.Columns[i]
		switch {
		case value == nil:
			to.AppendMissing()
		case r.texts[i] && addText(to, value):
		case !add(to, value):
			return r.wrong(batch, to.Name, string(value), to.Want())
		}
	}
	batch.Origin.Lines = append(batch.Origin.Lines, r.line)
	return nil
}

func (r *reader) wrong(batch *table.Table, column, text, want string) error {
	place := table.Place{File: r.in.Name, Line: r.line, Row: r.read + int64(len(batch.Origin.Lines)) + 1}
	return errors.WithStack(&table.FieldError{Place: place, Column: column, Text: text, Want: want})
}
