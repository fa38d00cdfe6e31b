// The columns of JSON lines and their types, detected in the first objects.

package jsonlines

import (
	"bytes"
	"encoding/json"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// sampleRows is the number of objects in which columns are detected.
const sampleRows = 1000

// seen is what the first objects hold under a name.
type seen struct {
	field  table.Field
	nested bool
	known  bool // the type is known
	texts  []string
}

// look lists the names in the first objects in the order of their first occurrence.
func look(head []byte) (names []string, columns map[string]*seen) {
	columns = map[string]*seen{}
	for range sampleRows {
		line, rest, whole := bytes.Cut(head, []byte("\n"))
		members, err := parse(nil, line)
		if err != nil && len(bytes.TrimSpace(line)) > 0 {
			break // the reader reports it, with its line
		}
		for _, m := range members {
			if columns[m.name] == nil {
				names, columns[m.name] = append(names, m.name), &seen{field: table.Field{Name: m.name}}
			}
			columns[m.name].see(m.value)
		}
		if head = rest; !whole {
			break
		}
	}
	return names, columns
}

// see takes the type of the first value that has one.
func (s *seen) see(value json.RawMessage) {
	s.nested = s.nested || isNested(value)
	t, ok := typeOf(value)
	if !ok {
		return
	}
	if !s.known {
		s.field.Type, s.known = t, true
	}
	var text string
	if t == table.Text && json.Unmarshal(value, &text) == nil {
		s.texts = append(s.texts, text)
	}
}

// fields returns the chosen columns. Texts most of which are dates of one layout are dates. A column that the options say to be
// text is, whatever values it has; one without a value in the first objects is what the options say.
func fields(names []string, columns map[string]*seen, chosen []int, o *table.Options) ([]table.Field, error) {
	out := make([]table.Field, len(chosen))
	for i, j := range chosen {
		s := columns[names[j]]
		layout, dated := o.Layouts[names[j]]
		is, told := o.Types[names[j]]
		switch {
		case s.nested:
			return nil, errors.WithStack(&table.ColumnError{Column: names[j], Have: names, Type: "an array or an object", Cause: table.ErrColumnType})
		case told && is == table.Text:
			s.field.Type = table.Text
		case !s.known && (dated || is == table.Date):
			s.field.Type, s.field.Layout = table.Date, layout
		case s.field.Type == table.Text:
			if layout := table.DateLayout(s.texts); layout != "" {
				s.field.Type, s.field.Layout = table.Date, layout
			}
		}
		out[i] = s.field
	}
	return out, nil
}
