// The types that databases declare, and the values that their drivers return.

package sqltable

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// declared holds parts of the names that databases have for types; the first match counts.
var declared = []struct {
	part string
	is   table.Type
}{
	{"INTERVAL", table.Text}, {"POINT", table.Text}, {"BOOL", table.Bool}, {"INT", table.Integer}, {"SERIAL", table.Integer},
	{"FLOAT", table.Number}, {"REAL", table.Number}, {"DOUBLE", table.Number}, {"NUMERIC", table.Number}, {"DECIMAL", table.Number}, {"NUMBER", table.Number},
	{"TIMESTAMP", table.Date}, {"DATE", table.Date}, {"CHAR", table.Text}, {"TEXT", table.Text}, {"UUID", table.Text}, {"JSON", table.Text},
}

// nested are parts of the names of types that are made of others.
var nested = []string{"RANGE", "ARRAY(", "ARRAY<", "[", "MAP(", "MAP<", "STRUCT(", "STRUCT<", "TUPLE("}

// declaredType returns the type for a database's name. Lists, such as PostgreSQL's _INT4, ranges and others that are made of
// numbers or dates, are texts.
func declaredType(name string) (t table.Type, ok bool) {
	name = strings.ToUpper(name)
	if strings.HasPrefix(name, "_") || slices.ContainsFunc(nested, func(part string) bool { return strings.Contains(name, part) }) {
		return table.Text, true
	}
	for _, d := range declared {
		if strings.Contains(name, d.part) {
			return d.is, true
		}
	}
	return t, false
}

// valueType is the type of a driver's value; false for no value. Some drivers have numbers of other sizes than database/sql.
func valueType(v any) (t table.Type, ok bool) {
	switch v.(type) {
	case nil:
		return t, false
	case int64, int32, int16, int8, int, uint64, uint32, uint16, uint8, uint:
		return table.Integer, true
	case float64, float32:
		return table.Number, true
	case bool:
		return table.Bool, true
	case time.Time:
		return table.Date, true
	}
	return table.Text, true
}

// add adds a value to a column; false if it does not have the column's type.
func add(to *table.Column, v any) (ok bool) {
	switch v := v.(type) {
	case nil:
		to.AppendMissing()
		return true
	case int64:
		return addInteger(to, v)
	case float64:
		return addFloat(to, v)
	case float32:
		return addFloat(to, float64(v))
	case bool:
		return addBool(to, v)
	case time.Time:
		to.AppendDate(v)
		return to.Type == table.Date
	case []byte:
		return addText(to, string(v))
	}
	return addText(to, fmt.Sprint(v))
}

func addInteger(to *table.Column, v int64) bool {
	switch {
	case to.Type == table.Text:
		to.AppendText(strconv.FormatInt(v, 10))
		return true
	case to.Type == table.Bool && (v == 0 || v == 1), to.Type == table.Integer, to.Type == table.Number:
		return to.AppendInteger(v)
	}
	return false
}

func addFloat(to *table.Column, v float64) bool {
	switch {
	case to.Type == table.Text:
		to.AppendText(table.FormatNumber(v))
		return true
	case to.Type == table.Number, to.Type == table.Integer && v == math.Trunc(v) && math.Abs(v) <= table.MaxInteger:
		return to.AppendFinite(v)
	}
	return false
}

func addBool(to *table.Column, v bool) bool {
	if to.Type == table.Text {
		to.AppendText(strconv.FormatBool(v))
		return true
	}
	to.AppendBool(v)
	return to.Type.IsNumeric()
}

// addText also reads numbers, which come as text if they have more digits than float64, and dates of databases that
// have no type for them.
func addText(to *table.Column, text string) bool {
	switch to.Type {
	case table.Text:
		to.AppendText(text)
		return utf8.ValidString(text)
	case table.Date:
		date, err := time.Parse(table.DateLayout([]string{text}), text)
		to.AppendDate(date)
		return err == nil
	case table.Bool:
		return false
	}
	if text == "NaN" && to.Type == table.Number { // PostgreSQL's numeric has it
		to.AppendMissing()
		return true
	}
	return to.AppendParsed(text)
}

// show is a value as an error message quotes it.
func show(v any) string {
	if bytes, ok := v.([]byte); ok {
		return string(bytes)
	}
	return fmt.Sprint(v)
}
