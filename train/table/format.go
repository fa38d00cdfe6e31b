// Values of columns as text, with all the digits of numbers.

package table

import (
	"math"
	"strconv"
	"time"
)

// Format returns row i as text that reads back exactly, "" for a missing value and for a row that the column does not
// have. A date has what its layout has, and reads back if its year has four digits. Text that a reader takes for a missing
// value, such as NA, reads back as one: see Options.Missing. The reader of CSV leaves out blanks at the ends of a text, in
// quotes too, and the carriage return before a line feed. It refuses zero bytes.
func (c *Column) Format(i int) string {
	switch {
	case !c.has(i) || c.Missing[i]:
		return ""
	case c.Type == Text:
		return c.Texts[i]
	case c.Type == Date:
		return c.formatDate(c.Dates[i])
	case c.Type == Bool:
		return strconv.FormatBool(c.Numbers[i] != 0)
	}
	return FormatNumber(c.Numbers[i])
}

// formatDate writes a date of a zone that RFC 3339 cannot name, such as the local times before there were zones, in UTC.
func (c *Column) formatDate(t time.Time) string {
	if c.Layout != "" {
		return t.Format(c.Layout)
	}
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC()
	}
	return t.Format(time.RFC3339Nano)
}

// FormatNumber returns the shortest text that reads back as v, without an exponent unless people would write one.
func FormatNumber(v float64) string { return string(appendNumber(make([]byte, 0, 24), v)) }

func appendNumber(dst []byte, v float64) []byte {
	if a := math.Abs(v); a == 0 || a >= 1e-5 && a < 1e17 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}
