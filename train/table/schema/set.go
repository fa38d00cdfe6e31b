// Changes of a column's description, by words such as a flag has.

package schema

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Set changes how a column is modelled, by words such as a flag has. Call Fit before encoding further rows.
//
//	number, date, category, leftout             the kind
//	variable, condition, class                  the role
//	identity, log, log:LOW, logit:LOW:HIGH      what is modelled of a number
//	continuous, rounded:WIDTH                   whether it is rounded
//	cyclic:day, cyclic:week, cyclic:year        features of a date; it becomes a condition
//	missing=refuse, missing=drop, missing=mask  the rule for missing values
//
// Bounds and widths of dates are in days; dates that were taken for months become days by them.
//
// A duplicate is modelled in place of the column that it equals if words other than kinds are set for it, or if that
// column is left out. A word that does not fit is ErrSettings, and nothing changes. So is a role, or a rule for missing
// values, of a column that is left out, and what is modelled of a number, a width or a period of a category. Words
// other than kinds have no effect on a constant, but for missing=mask, which makes a category of it: the value is there
// or not.
func (s *Schema) Set(name, words string) error {
	c, err := s.Column(name)
	if err != nil {
		return err
	}
	before := s.copies()
	if err = s.change(c, words); err == nil {
		err = s.Validate()
	}
	if err != nil {
		for j, c := range s.columns() {
			*c = before[j]
		}
		return err
	}
	c.align()
	return nil
}

// copies are the descriptions of all columns.
func (s *Schema) copies() (list []Column) {
	for _, c := range s.columns() {
		list = append(list, *c)
	}
	return list
}

// change applies words to a column.
func (s *Schema) change(c *Column, words string) error {
	fields := strings.Fields(words)
	s.lead(c, fields)
	c.unalign()
	c.Periods = slices.Clone(c.Periods)
	rule := c.Missing
	for _, word := range fields {
		c.Shares = nil
		if !c.set(word) {
			return errors.Wrapf(ErrSettings, "column %q: %q, want %s", c.Name, word, wanted(word))
		}
	}
	if c.suggested && !(c.lowest(c.Seen.Min) >= c.Low) {
		c.Transform, c.suggested = Identity, false // other cells than those for which it was chosen
	}
	if c.Kind == Constant && c.Missing == Mask {
		role := c.Role
		c.constant(c.Value)
		c.Role = cmp.Or(role, c.Role)
	}
	for _, check := range []func() error{c.tooFine, c.between} {
		if err := check(); err != nil {
			return err
		}
	}
	return c.idle(words, rule)
}

// tooFine refuses cells narrower than what the column's values are written to: several of them would have one value, and
// the probability of the value would be that of a single one.
func (c *Column) tooFine() error {
	unit, are := 0.0, ""
	switch {
	case c.Cell == nil:
	case c.Type == table.Integer:
		unit, are = 1, "integers"
	case c.Kind == Date && c.Layout != "":
		unit, are = max(float64(c.resolution())/float64(nanosecondsPerDay), float64(shortestMonth*c.layoutMonths())), "written as "+c.Layout
	}
	if unit > 0 && c.Cell.Width < unit*(1-slack) {
		return errors.Wrapf(ErrSettings, "column %q: cells of %s are narrower than its values, which are %s", c.Name, c.Cell, are)
	}
	return nil
}

// between refuses a density of a number that stands for true or false, which would have density elsewhere.
func (c *Column) between() error {
	twoCells := c.Cell != nil && c.Cell.Width == 1 && c.Transform == Logit && c.Low > -1.5 && c.High < 2.5
	if c.Kind != Number || c.Role != Variable || c.Type != table.Bool || twoCells {
		return nil
	}
	return errors.Wrapf(ErrSettings, "column %q is true or false, and a number has other values too; want category, or number rounded:1 logit:-0.5:1.5", c.Name)
}

// idle refuses words that have no effect: any but kinds for a column that is left out, and those of numbers and dates for
// a category. rule is the column's rule for missing values before the words.
func (c *Column) idle(words string, rule Rule) error {
	if c.Kind == LeftOut && (c.Role != "" || c.Missing != rule) {
		return errors.Wrapf(ErrSettings, "column %q is %s, so that %q has no effect; want its kind first, such as %q", c.Name, c.Kind, words, "category "+words)
	}
	if (c.Kind == LeftOut || c.Kind == Category) && (c.Transform != Identity || c.Cell != nil || len(c.Periods) > 0) {
		return errors.Wrapf(ErrSettings, "column %q is modelled as %s, so that %q has no effect; it is for numbers and dates", c.Name, c.Kind, words)
	}
	return nil
}

// forms are the words, with placeholders in capitals.
var forms = []string{"number", "date", "category", "leftout", "variable", "condition", "class", "identity", "log", "log:LOW", "logit:LOW:HIGH", "continuous",
	"rounded:WIDTH", "cyclic:day", "cyclic:week", "cyclic:year", "missing=refuse", "missing=drop", "missing=mask"}

// wanted lists the forms that begin like a word, or all.
func wanted(word string) string {
	var like []string
	for _, form := range forms {
		if head, _, _ := strings.Cut(word, ":"); form == head || strings.HasPrefix(form, head+":") {
			like = append(like, form)
		}
	}
	if like == nil {
		like = forms
	}
	return strings.Join(like, ", ")
}

// set applies one word.
func (c *Column) set(word string) (ok bool) {
	head, rest, _ := strings.Cut(word, ":")
	if slices.Contains([]string{"log", "logit", "continuous", "rounded"}, head) {
		c.inDays()
	}
	switch head {
	case "number", "date", "category", "leftout":
		return rest == "" && c.setKind(head)
	case "variable", "condition", "class":
		c.Role = Role(head)
		return rest == ""
	case "identity", "log", "logit":
		return c.setTransform(head, rest)
	case "continuous":
		c.Cell = nil
		return rest == ""
	case "rounded":
		return c.setCell(rest)
	case "cyclic":
		c.Role, c.Periods = Condition, append(c.Periods, Period(rest))
		return slices.Contains(periods, Period(rest))
	}
	rule, ok := strings.CutPrefix(word, "missing=")
	c.Missing = Rule(rule)
	return ok
}

// kinds are the words for kinds.
var kinds = map[string]Kind{"number": Number, "date": Date, "category": Category, "leftout": LeftOut}

// setKind sets a kind and its usual role. Fit finds the levels of a category.
func (c *Column) setKind(word string) bool {
	kind := kinds[word]
	if kind == c.Kind {
		return true
	}
	c.inDays()
	c.Kind, c.Role, c.Transform, c.Cell, c.Periods, c.Levels = kind, Variable, Identity, nil, nil, nil
	c.Of, c.Value = "", ""
	if kind == Category {
		c.Role = Class
	}
	if kind == LeftOut {
		c.Role, c.Seen.Why = "", "as told"
	}
	return true
}

// inDays describes dates of months as other dates, in cells of a day.
func (c *Column) inDays() {
	if c.Months == 0 {
		return
	}
	first, last := c.month(c.Seen.Min), c.month(c.Seen.Max)
	c.Months, c.Cell = 0, &Cell{Width: 1}
	c.Origin, _, _ = split(first)
	c.Seen.Min, _ = c.since(first)
	c.Seen.Max, _ = c.since(last)
}

func (c *Column) setTransform(word, bounds string) (ok bool) {
	c.Low, c.High, c.Transform, c.asked, c.suggested = 0, 0, Identity, nil, false
	if word != "identity" {
		c.Transform = Transform(word)
	}
	low, high, both := strings.Cut(bounds, ":")
	var errLow, errHigh error
	if bounds != "" {
		c.Low, errLow = strconv.ParseFloat(low, 64)
	}
	if both {
		c.High, errHigh = strconv.ParseFloat(high, 64)
	}
	return errLow == nil && errHigh == nil && both == (word == "logit") && (bounds == "" || word != "identity")
}

// setCell sets the grid that contains 0.
func (c *Column) setCell(text string) (ok bool) {
	width, err := strconv.ParseFloat(text, 64)
	if err != nil || !(width > 0) {
		return false
	}
	c.Cell = &Cell{Width: width, Decimals: decimalsOf(width)}
	return true
}
