// The object of a line, and adding its values to columns.

package jsonlines

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/texts"
	"github.com/pkg/errors"
)

// member is a name of an object with its value.
type member struct {
	name  string
	value json.RawMessage
}

// parse appends the members of the object of a line, with their names in order. Values are parts of the line.
func parse(members []member, line []byte) ([]member, error) {
	if members, ok := split(members, line); ok {
		return members, nil
	}
	return decode(line)
}

// decode is parse with errors that say what is wrong.
func decode(line []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	start, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if start != json.Delim('{') {
		return nil, errors.New("want one a line")
	}
	var members []member
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)} // the decoder returns nothing else before a colon
		if err := decoder.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	return members, nil
}

// typeOf returns the type of a value; false for null, and for a value that a table cannot hold.
func typeOf(value json.RawMessage) (t table.Type, ok bool) {
	switch value[0] {
	case '"':
		return table.Text, true
	case 't', 'f':
		return table.Bool, true
	case 'n', '{', '[':
		return table.Number, false
	}
	return table.Number, true
}

func isNested(value json.RawMessage) bool { return value[0] == '{' || value[0] == '[' }

// add adds a value to a column; false if it does not have the column's type.
func add(to *table.Column, value json.RawMessage) (ok bool) {
	t, is := typeOf(value)
	switch {
	case value[0] == 'n':
		to.AppendMissing()
		return true
	case !is || t != to.Type && !(t == table.Text && to.Type == table.Date):
		return false
	case t == table.Bool:
		to.AppendBool(value[0] == 't')
		return true
	case t == table.Number:
		return to.AppendParsed(string(value))
	}
	text, ok := unquote(value)
	if !ok || !isUnicode(value, text) {
		return false
	}
	if to.Type == table.Date {
		return to.AppendParsed(text)
	}
	to.AppendText(text)
	return true
}

// addText adds a number or a boolean to a column of texts: as other columns show it, but for a number that none can hold.
func addText(to *table.Column, value json.RawMessage) (ok bool) {
	t, is := typeOf(value)
	if !is || t == table.Text {
		return false
	}
	text := string(value)
	texts.New(table.Field{Type: t}).Add(to, func(own *table.Column) bool { return own.AppendParsed(text) }, func() string { return text })
	return true
}

// isUnicode reports whether the text of a value is all that the value has: the decoder puts U+FFFD for bytes that are not
// UTF-8, and for half of a surrogate pair.
func isUnicode(value json.RawMessage, text string) bool {
	const mark = "\ufffd"
	marks := strings.Count(text, mark)
	if marks == 0 {
		return true
	}
	there := bytes.Count(value, []byte(mark)) + len(escapedMark.FindAll(bytes.ReplaceAll(value, []byte(`\\`), nil), -1))
	return utf8.Valid(value) && marks == there
}

// escapedMark is U+FFFD as an escape.
var escapedMark = regexp.MustCompile(`(?i)\\ufffd`)
