// The text that shows a schema to people: how each column is modelled, and the unit of log p.

package schema

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// String says how each column is modelled, and of what log p is the logarithm.
func (s *Schema) String() string {
	if s == nil {
		s = &Schema{}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "column\ttaken for\tof %d rows\n", s.Rows)
	for _, c := range s.columns() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", plain(c.Name), plain(c.taken()), plain(c.had()))
	}
	if s.Weights != "" {
		fmt.Fprintf(w, "%s\tweight of rows\t\n", s.Weights)
	}
	w.Flush()
	return b.String() + plain(s.unit()) + "\n"
}

// plain replaces line breaks and tabs in names and values, so that a table keeps its lines and columns.
func plain(text string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text)
}

// taken says how a column is modelled.
func (c *Column) taken() string {
	switch c.Kind {
	case Constant:
		return "constant, left out"
	case Duplicate:
		return "duplicate of " + c.Of + ", left out"
	case LeftOut:
		return "left out"
	}
	words := []string{string(c.Kind)}
	if c.Role != Variable || c.Kind == Category {
		words = append(words, string(c.Role))
	}
	switch c.Transform {
	case Log:
		words = append(words, "log above "+table.FormatNumber(c.Low))
	case Logit:
		words = append(words, "logit between "+table.FormatNumber(c.Low)+" and "+table.FormatNumber(c.High))
	}
	if c.Cell != nil {
		words = append(words, "rounded to "+c.cellText())
	}
	for _, p := range c.Periods {
		words = append(words, "cyclic by "+string(p))
	}
	return strings.Join(words, ", ")
}

// cellText is the width of the cell with its unit.
func (c *Column) cellText() string {
	if c.Kind != Date {
		return c.Cell.String()
	}
	switch {
	case c.Months != 0 && c.Cell.Width == 1:
		return "a month"
	case c.Months != 0:
		return c.Cell.String() + " months"
	case c.Cell.Width < 1:
		return fmt.Sprintf("%.6g seconds", c.Cell.Width*24*3600)
	case c.Cell.Width == 1:
		return "a day"
	}
	return c.Cell.String() + " days"
}

// had says what values the data had in a column.
func (c *Column) had() string {
	var parts []string
	switch {
	case c.Seen.Why != "":
		parts = append(parts, c.Seen.Why)
	case c.Kind == Constant:
		parts = append(parts, "always "+c.Value)
	case c.Kind == Category:
		parts = append(parts, c.knownLevels())
	case c.Kind == Number:
		parts = append(parts, table.FormatNumber(c.Seen.Min)+" … "+table.FormatNumber(c.Seen.Max))
	case c.Kind == Date:
		text := func(days float64) string { return c.text(c.date(days, c.resolution())) }
		parts = append(parts, text(c.Seen.Min)+" … "+text(c.Seen.Max))
	}
	if c.Seen.Missing > 0 {
		parts = append(parts, fmt.Sprintf("%d missing: %s", c.Seen.Missing, c.Missing))
	}
	if c.Seen.Often != "" {
		also := ""
		if len(c.Seen.Also) > 0 {
			also = fmt.Sprintf(" and %s in at least %.0f%%", someOf(c.Seen.Also), 100*atomShare)
		}
		parts = append(parts, fmt.Sprintf("%s in %.0f%% of rows%s, where a density has no value", c.Seen.Often, 100*c.Seen.Share, also))
	}
	if c.Seen.Hint != "" && (!c.Type.IsNumeric() || c.isAsItIs()) {
		parts = append(parts, c.Seen.Hint)
	}
	return strings.Join(parts, "; ")
}

// isAsItIs says whether the density of a number is modelled on its own scale.
func (c *Column) isAsItIs() bool {
	return c.Kind == Number && c.Role == Variable && c.Transform == Identity
}

// knownLevels says how many levels a category has, and names the first of them.
func (c *Column) knownLevels() string {
	return fmt.Sprintf("%d levels: %s", len(c.Levels), someOf(c.Levels))
}

// shownLevels is the number of levels that are listed.
const shownLevels = 5

func someOf(levels []string) string {
	if len(levels) > shownLevels {
		return strings.Join(levels[:shownLevels], ", ") + ", …"
	}
	return strings.Join(levels, ", ")
}

// unit says of what log p is the logarithm.
func (s *Schema) unit() string {
	var per, of, given, masked []string
	for _, c := range s.columns() {
		if c.isModelled() && c.isMasked() && c.Role == Variable {
			masked = append(masked, c.Name)
		}
		switch {
		case !c.isModelled():
		case c.Role == Condition:
			given = append(given, c.Name)
		case c.Kind == Category || c.Cell != nil:
			of = append(of, c.Name)
		case c.Kind == Date:
			per = append(per, "day of "+c.Name)
		default:
			per = append(per, "unit of "+c.Name)
		}
	}
	text := "log p is the logarithm of a probability"
	if len(per) > 0 {
		text = "log p is the logarithm of a density per " + strings.Join(per, ", ")
		if len(of) > 0 {
			text += ", and a probability"
		}
	}
	if len(of) > 0 {
		text += " of the cell or category of " + strings.Join(of, ", ")
	}
	if len(masked) > 0 {
		which := "which values of " + strings.Join(masked, ", ") + " are missing"
		if len(given) > 0 {
			which = "and " + which
		}
		given = append(given, which)
	}
	if len(given) > 0 {
		text += ", given " + strings.Join(given, ", ")
	}
	return text
}
