// Columns read with other types than those of their format.

package table

import (
	"github.com/pkg/errors"
)

// retyped reads columns with other types than those of their format.
type retyped struct {
	Reader
	fields []Field
	bad    func(error) // nil: Read returns the error
	batch  Table
}

// Retype reads columns with the types of the options. Open does so for every format; Retype is for other readers.
func Retype(r Reader, o *Options) (Reader, error) {
	if r == nil {
		return nil, errors.Wrap(ErrSettings, "columns of no reader")
	}
	o = o.OrDefault()
	fields := append([]Field(nil), r.Fields()...)
	if err := o.checkNamed(namesOf(fields)); err != nil {
		return nil, err
	}
	for j, f := range fields {
		if layout, ok := o.Layouts[f.Name]; ok {
			fields[j].Type, fields[j].Layout = Date, layout
		}
		if t, ok := o.Types[f.Name]; ok {
			fields[j].Type = t
		}
	}
	if len(o.Types)+len(o.Layouts) == 0 {
		return r, nil
	}
	return &retyped{Reader: r, fields: fields, bad: o.Bad}, nil
}

func (r *retyped) Fields() []Field { return r.fields }

func (r *retyped) Read(batch *Table, n int) error {
	if err := r.Reader.Read(&r.batch, n); err != nil {
		return err
	}
	batch.Reset(r.fields)
	batch.Origin = r.batch.Origin
	for j, to := range batch.Columns {
		if err := r.convert(to, r.batch.Columns[j]); err != nil {
			return err
		}
	}
	return nil
}

// convert adds the values of a column of another type.
func (r *retyped) convert(to, from *Column) error {
	for i := range from.Len() {
		want := to.convertRow(from, i)
		if want == "" {
			continue
		}
		bad := &FieldError{Place: r.batch.Place(i), Column: to.Name, Text: from.Format(i), Want: want}
		if err := refuse(r.bad, bad, to); err != nil {
			return err
		}
	}
	return nil
}

// convertRow adds row i of a column of another type. For a value that cannot be converted it returns what would be
// right.
func (c *Column) convertRow(from *Column, i int) (want string) {
	switch {
	case from.Missing[i] || from.Type == c.Type:
		c.appendFrom(from, i)
	case c.Type == Text:
		c.AppendText(from.Format(i))
	case c.Type == Date:
		return addDate(c, from.Format(i))
	case from.Type == Bool:
		c.AppendNumber(from.Numbers[i])
	default:
		return addNumber(c, from.Format(i), '.')
	}
	return ""
}

// AppendConverted adds row i of a column of any type, if the row exists and can be converted to this column's type.
func (c *Column) AppendConverted(from *Column, i int) (ok bool) {
	return c != nil && from.has(i) && c.convertRow(from, i) == ""
}
