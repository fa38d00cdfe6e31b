// Columns: values of one type, some of them missing.

package table

import (
	"cmp"
	"math"
	"time"
)

// A Field is the name and type of a column.
type Field struct {
	Name   string
	Type   Type
	Layout string // layout of dates as text, in the notation of package time; "" means RFC 3339
}

// A Column is values of one type. A nil Column has no rows, and cannot get any.
type Column struct {
	Field
	Numbers []float64   // of Number, Integer and Bool; NaN for missing values
	Texts   []string    // of Text; "" for missing values
	Dates   []time.Time // of Date; the zero time for missing values
	Missing []bool      // one for each row
}

// NewNumbers returns a column of numbers; NaN is a missing value.
func NewNumbers(name string, values ...float64) *Column {
	c := &Column{Field: Field{Name: name, Type: Number}}
	for _, v := range values {
		c.AppendNumber(v)
	}
	return c
}

// NewTexts returns a column of texts without missing values.
func NewTexts(name string, values ...string) *Column {
	c := &Column{Field: Field{Name: name, Type: Text}}
	for _, v := range values {
		c.AppendText(v)
	}
	return c
}

// NewDates returns a column of dates; the zero time is a missing value.
func NewDates(name string, values ...time.Time) *Column {
	c := &Column{Field: Field{Name: name, Type: Date}}
	for _, v := range values {
		c.AppendDate(v)
	}
	return c
}

// Len is the number of rows.
func (c *Column) Len() int {
	if c == nil {
		return 0
	}
	return len(c.Missing)
}

// held is the number of values of the column's type. It is the number of rows unless the caller has changed the column.
func (c *Column) held() int {
	switch {
	case c == nil:
		return 0
	case c.Type == Text:
		return len(c.Texts)
	case c.Type == Date:
		return len(c.Dates)
	}
	return len(c.Numbers)
}

// has says whether row i exists and has a value.
func (c *Column) has(i int) bool { return i >= 0 && i < c.Len() && i < c.held() }

// field returns the name and type of the column.
func (c *Column) field() Field {
	if c == nil {
		return Field{}
	}
	return c.Field
}

// AppendNumber adds a row to a column of numbers; NaN is a missing value.
func (c *Column) AppendNumber(v float64) {
	if c == nil {
		return
	}
	c.Numbers, c.Missing = append(c.Numbers, v), append(c.Missing, math.IsNaN(v))
}

// AppendText adds a row to a column of texts.
func (c *Column) AppendText(v string) {
	if c == nil {
		return
	}
	c.Texts, c.Missing = append(c.Texts, v), append(c.Missing, false)
}

// AppendDate adds a row to a column of dates; the zero time is a missing value.
func (c *Column) AppendDate(v time.Time) {
	if c == nil {
		return
	}
	c.Dates, c.Missing = append(c.Dates, v), append(c.Missing, v.IsZero())
}

// AppendMissing adds a row with a missing value.
func (c *Column) AppendMissing() {
	switch {
	case c == nil:
		return
	case c.Type == Text:
		c.Texts = append(c.Texts, "")
	case c.Type == Date:
		c.Dates = append(c.Dates, time.Time{})
	default:
		c.Numbers = append(c.Numbers, math.NaN())
	}
	c.Missing = append(c.Missing, true)
}

// appendFrom adds row i of a column of the same type.
func (c *Column) appendFrom(from *Column, i int) {
	switch {
	case from.Missing[i]:
		c.AppendMissing()
	case c.Type == Text:
		c.AppendText(from.Texts[i])
	case c.Type == Date:
		c.AppendDate(from.Dates[i])
	default:
		c.AppendNumber(from.Numbers[i])
	}
}

// clear removes all rows and keeps the memory.
func (c *Column) clear() {
	c.Numbers, c.Texts, c.Dates, c.Missing = c.Numbers[:0], c.Texts[:0], c.Dates[:0], c.Missing[:0]
}

// MaxInteger is the bound up to which float64 holds every integer.
const MaxInteger = 1 << 53

// AppendInteger adds a row to a column of numbers; false for an integer beyond MaxInteger, also one that float64 holds.
func (c *Column) AppendInteger(v int64) (ok bool) {
	if c == nil || v > MaxInteger || v < -MaxInteger {
		return false
	}
	c.AppendNumber(float64(v))
	return true
}

// AppendFinite adds a row to a column of numbers; NaN is a missing value. It returns false for an infinite number.
func (c *Column) AppendFinite(v float64) (ok bool) {
	if c == nil || math.IsInf(v, 0) {
		return false
	}
	c.AppendNumber(v)
	return true
}

// AppendBool adds a row to a column of booleans.
func (c *Column) AppendBool(v bool) {
	c.AppendNumber(map[bool]float64{true: 1}[v])
}

// wantInteger is what an integer has to be, and what else to do.
const wantInteger = "an integer of at most 53 bits; leave the column out, or write it as text"

// Want describes a value of the column's type, for a FieldError.
func (c *Column) Want() string {
	switch f := c.field(); f.Type {
	case Integer:
		return wantInteger
	case Bool:
		return "true or false"
	case Text:
		return "text in UTF-8"
	case Date:
		return "a date like " + cmp.Or(f.Layout, time.RFC3339)
	}
	return "a finite number; of at most 53 bits if it is an integer"
}
