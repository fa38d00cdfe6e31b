// A table becomes rows of numbers: the kind of each column, and which columns are left out.

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all" // whatever format a file has
)

const (
	fewTexts  = 50  // different texts of a column that are numbered
	mostGaps  = 0.3 // of a column's values missing: it is left out, not the rows
	leastRows = 30
)

// rows are what densities are fitted to.
type rows struct {
	names []string
	x     [][]float64
	notes []string
	truth func(row []float64) float64 // log p of a table that was made; else nil
}

func (o *options) read() (*rows, error) {
	if o.data == "" {
		return made(o.seed), nil
	}
	r := &rows{}
	t, others, err := r.readTable(o.data)
	if err != nil {
		return nil, err
	}
	for _, name := range o.drop {
		if _, err := t.Column(name); err != nil && !slices.Contains(others, name) {
			return nil, fmt.Errorf("-drop: %w", err)
		}
	}
	var kept []*table.Column
	for _, c := range t.Columns {
		if slices.Contains(o.drop, c.Name) {
			r.note("%s: left out, as -drop says", c.Name)
		} else if n := r.numbers(c); n != nil {
			kept = append(kept, n)
		}
	}
	r.collect(kept, t.Rows())
	return r, r.check()
}

// readTable reads a column as numbers if all its values are numbers, and as texts otherwise. Others are columns of types that
// no table holds, such as lists, which are left out.
func (r *rows) readTable(path string) (t *table.Table, others []string, err error) {
	o := &table.Options{Types: map[string]table.Type{}}
	o.Missing = append(slices.Clone(table.DefaultMissing), "?", "-", "None", "none", "inf", "-inf", "Inf", "-Inf", "+Inf", "Infinity", "-Infinity")
	for {
		t, err := table.ReadFile(path, o)
		var column *table.ColumnError
		if errors.As(err, &column) && column.Cause == table.ErrColumnType && len(others)+1 < len(column.Have) {
			r.note("%s: left out, its type is %s", column.Column, column.Type)
			others = append(others, column.Column)
			o.Columns = slices.DeleteFunc(slices.Clone(column.Have), func(name string) bool { return slices.Contains(others, name) })
			continue
		}
		var field *table.FieldError
		if !errors.As(err, &field) {
			return t, others, err
		}
		if _, tried := o.Types[field.Column]; tried {
			return nil, nil, err
		}
		o.Types[field.Column] = table.Text
	}
}

func (r *rows) note(format string, a ...any) { r.notes = append(r.notes, fmt.Sprintf(format, a...)) }

// numbers is the column as numbers, or nil for a column that is left out.
func (r *rows) numbers(c *table.Column) *table.Column {
	gaps := 0
	for _, missing := range c.Missing {
		if missing {
			gaps++
		}
	}
	if float64(gaps) > mostGaps*float64(c.Len()) {
		r.note("%s: left out, %d of %d values are missing", c.Name, gaps, c.Len())
		return nil
	}
	switch c.Type {
	case table.Text:
		return r.numbered(c)
	case table.Date:
		return days(c)
	}
	return c
}

// numbered are texts as their positions in the alphabet.
func (r *rows) numbered(c *table.Column) *table.Column {
	var texts []string
	for i, s := range c.Texts {
		if !c.Missing[i] { // an empty text may be a value
			texts = append(texts, s)
		}
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	if len(texts) > fewTexts || len(texts) == 0 {
		r.note("%s: left out, %d different texts", c.Name, len(texts))
		return nil
	}
	r.note("%s: %d texts numbered from 0 by the alphabet: %s", c.Name, len(texts), short(texts))
	n := &table.Column{Field: table.Field{Name: c.Name, Type: table.Number}}
	for i, s := range c.Texts {
		if c.Missing[i] {
			n.AppendMissing()
			continue
		}
		place, _ := slices.BinarySearch(texts, s)
		n.AppendNumber(float64(place))
	}
	return n
}

func short(texts []string) string {
	if len(texts) > 5 {
		return strings.Join(texts[:5], ", ") + ", …"
	}
	return strings.Join(texts, ", ")
}

// days are days since 1970, with their fractions.
func days(c *table.Column) *table.Column {
	n := &table.Column{Field: table.Field{Name: c.Name, Type: table.Number}}
	for i, t := range c.Dates {
		if c.Missing[i] {
			n.AppendMissing()
		} else {
			n.AppendNumber(float64(t.Unix())/86400 + float64(t.Nanosecond())/86400e9)
		}
	}
	return n
}

// collect takes the rows without gaps.
func (r *rows) collect(columns []*table.Column, n int) {
	for _, c := range columns {
		r.names = append(r.names, c.Name)
	}
	for i := range n {
		if slices.ContainsFunc(columns, func(c *table.Column) bool { return c.Missing[i] }) {
			continue
		}
		row := make([]float64, len(columns))
		for j, c := range columns {
			row[j] = c.Numbers[i]
		}
		r.x = append(r.x, row)
	}
	if left := n - len(r.x); left > 0 {
		r.note("%d of %d rows left out: they have missing values", left, n)
	}
}

func (r *rows) check() error {
	if len(r.names) == 0 || len(r.x) < leastRows {
		return fmt.Errorf("%d columns and %d rows to fit to, want a column at least and %d rows: %s", len(r.names), len(r.x), leastRows, strings.Join(r.notes, "; "))
	}
	return nil
}

// without leaves columns out.
func (r *rows) without(columns []int) *rows {
	kept := &rows{notes: r.notes, truth: r.truth}
	for j, name := range r.names {
		if !slices.Contains(columns, j) {
			kept.names = append(kept.names, name)
		}
	}
	for _, row := range r.x {
		var one []float64
		for j, v := range row {
			if !slices.Contains(columns, j) {
				one = append(one, v)
			}
		}
		kept.x = append(kept.x, one)
	}
	return kept
}
