// A row of a JSON body.

package serve

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// rowParser adds rows to a table.
type rowParser struct {
	table   *table.Table
	indices map[string]int // of columns, by name
	listed  []int          // the columns of rows that are lists; nil: in the order of the table
	seen    []int          // the last row that had a value, for each column
}

// order reads the order of the columns in rows that are lists.
func (p *rowParser) order(names []string) error {
	for _, name := range names {
		i, ok := p.indices[name]
		if !ok {
			return p.unknown(name)
		}
		if slices.Contains(p.listed, i) {
			return refuse(http.StatusBadRequest, "columns: %q stands twice", name)
		}
		p.listed = append(p.listed, i)
	}
	if names != nil && len(names) < len(p.indices) {
		return refuse(http.StatusBadRequest, "columns: %d names, want all of %q", len(names), p.names())
	}
	return nil
}

func (p *rowParser) unknown(name string) error {
	return refuse(http.StatusBadRequest, "no column %q; the model has %q", name, p.names())
}

func (p *rowParser) names() (names []string) {
	for _, c := range p.table.Columns {
		names = append(names, c.Name)
	}
	return names
}

// add adds row n, from 1.
func (p *rowParser) add(n int, row json.RawMessage) error {
	if row = bytes.TrimSpace(row); len(row) > 0 && row[0] == '[' {
		return p.addList(n, row)
	}
	return p.addObject(n, row)
}

func (p *rowParser) addList(n int, row json.RawMessage) error {
	var values []json.RawMessage
	if err := json.Unmarshal(row, &values); err != nil {
		return badBody(err)
	}
	if len(values) != len(p.table.Columns) {
		return refuse(http.StatusBadRequest, "row %d has %d values, want %d: %q", n, len(values), len(p.table.Columns), p.names())
	}
	for i, v := range values {
		at := i
		if p.listed != nil {
			at = p.listed[i]
		}
		if err := p.put(n, at, v); err != nil {
			return err
		}
	}
	return nil
}

// addObject refuses names that are unknown or occur twice, and columns without a value.
func (p *rowParser) addObject(n int, row json.RawMessage) error {
	d := json.NewDecoder(bytes.NewReader(row))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return refuse(http.StatusBadRequest, "row %d is %.40s, want an object or a list", n, row)
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return badBody(err)
		}
		name, _ := token.(string)
		at, ok := p.indices[name]
		switch {
		case !ok:
			return p.unknown(name)
		case p.seen[at] == n:
			return refuse(http.StatusBadRequest, "row %d has column %q twice", n, name)
		}
		p.seen[at] = n
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return badBody(err)
		}
		if err := p.put(n, at, value); err != nil {
			return err
		}
	}
	for i, last := range p.seen {
		if last != n {
			return refuse(http.StatusBadRequest, "row %d has no column %q; null says that a value is missing", n, p.table.Columns[i].Name)
		}
	}
	return nil
}

// put adds a value to a column.
func (p *rowParser) put(n, at int, value json.RawMessage) error {
	c := p.table.Columns[at]
	switch {
	case isNull(value):
		c.AppendMissing()
	case !put(c, value):
		return refuse(http.StatusBadRequest, "row %d, column %q: %.40s, want %s, or null where it is missing", n, c.Name, value, c.Want())
	}
	return nil
}

// put adds a value of the column's type, or a boolean to a column of texts: of a model of a CSV file the words for true and
// false are texts.
func put(c *table.Column, value json.RawMessage) bool {
	var text string
	isText := utf8.Valid(value) && json.Unmarshal(value, &text) == nil
	isBool := value[0] == 't' || value[0] == 'f'
	switch {
	case isBool && c.Type == table.Bool:
		c.AppendBool(value[0] == 't')
		return true
	case isBool && c.Type == table.Text:
		c.AppendText(string(value))
		return true
	case isText && c.Type == table.Text:
		c.AppendText(text)
		return true
	case c.Type == table.Number || c.Type == table.Integer:
		return c.AppendParsed(string(value))
	}
	return isText && c.Type == table.Date && (c.AppendParsed(text) || c.AppendParsed(strings.TrimSuffix(text, "Z"))) // times without a zone count by UTC
}
