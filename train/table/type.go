// The types of columns.

package table

import (
	"slices"

	"github.com/pkg/errors"
)

// Type is the type of a column's values.
type Type int

// The types. Numbers, integers and booleans (0 and 1) are held in Column.Numbers.
const (
	Number  Type = iota // any finite number
	Integer             // for formats that distinguish integers from other numbers; CSV does not
	Bool
	Text
	Date // a date, or a date and a time
)

var typeNames = []string{"number", "integer", "bool", "text", "date"}

// String is the type's name.
func (t Type) String() string {
	if t < 0 || int(t) >= len(typeNames) {
		return "unknown type"
	}
	return typeNames[t]
}

// MarshalText writes the type's name.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the type's name.
func (t *Type) UnmarshalText(text []byte) error {
	i := slices.Index(typeNames, string(text))
	if i < 0 {
		return errors.Wrapf(ErrSettings, "type %q; there are %v", text, typeNames)
	}
	*t = Type(i)
	return nil
}

// IsNumeric reports whether values of the type are held as numbers.
func (t Type) IsNumeric() bool { return t == Number || t == Integer || t == Bool }
