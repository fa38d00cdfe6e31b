// Package texts reads columns of any type as texts, where the options say so. So identifiers of 64 bits are read, which no
// column of numbers holds.
package texts

import "github.com/gorgoflow/gorgoflow/train/table"

// A Reader reads values of a type as texts.
type Reader struct {
	fields []table.Field
	one    table.Table
}

// New returns a reader of values of a field.
func New(of table.Field) *Reader { return &Reader{fields: []table.Field{of}} }

// Add adds a value to a column of texts: as a column of its own type shows it, to which add adds it, or by its text if that
// column cannot hold it.
func (r *Reader) Add(to *table.Column, add func(own *table.Column) (ok bool), text func() string) {
	r.one.Reset(r.fields)
	if own := r.one.Columns[0]; add(own) {
		to.AppendConverted(own, 0)
		return
	}
	to.AppendText(text())
}
