// Flags of the form COLUMN=TEXT, one for each column.

package dataset

import (
	"strings"

	"github.com/alecthomas/kong"
	"github.com/pkg/errors"
)

// Assignments are texts by the names of columns. A flag that names a column a second time is refused: only one of the texts
// could count.
type Assignments map[string]string

// Decode adds the assignment of one flag.
func (a *Assignments) Decode(c *kong.DecodeContext) error {
	var text string
	if err := c.Scan.PopValueInto("COLUMN=TEXT", &text); err != nil {
		return err
	}
	column, value, ok := cut(text)
	if !ok {
		return errors.Errorf("%q: want COLUMN=TEXT", text)
	}
	if _, twice := (*a)[column]; twice {
		return errors.Errorf("%s stands twice, as %q and %q", column, (*a)[column], value)
	}
	if *a == nil {
		*a = Assignments{}
	}
	(*a)[column] = value
	return nil
}

// Assigned is a column's name as a flag has it before its =.
func Assigned(column string) string { return strings.ReplaceAll(column, "=", `\=`) }

// cut splits a text at its first = that has no backslash before it, which stands for a = of the column's name.
func cut(text string) (column, value string, ok bool) {
	for i := range len(text) {
		if text[i] == '=' && (i == 0 || text[i-1] != '\\') {
			return strings.ReplaceAll(text[:i], `\=`, "="), text[i+1:], true
		}
	}
	return text, "", false
}
