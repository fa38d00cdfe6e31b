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
	column, value, ok := strings.Cut(text, "=")
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
