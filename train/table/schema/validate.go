// Validation: descriptions of columns that contradict themselves, or the data.

package schema

import (
	"math"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Validate refuses columns whose description contradicts itself, and two of one name.
func (s *Schema) Validate() error {
	if s == nil {
		return errors.Wrap(ErrSettings, "a schema that is nil, want one made by New")
	}
	seen := map[string]bool{}
	for j, c := range s.Columns {
		if c == nil {
			return errors.Wrapf(ErrSettings, "column %d is nil", j+1)
		}
		if seen[c.Name] {
			return errors.WithStack(&table.ColumnError{Column: c.Name, Have: s.names(), Cause: table.ErrSameColumn})
		}
		seen[c.Name] = true
		if what := c.wrong(); what != "" {
			return errors.Wrapf(ErrSettings, "column %q: %s", c.Name, what)
		}
		if s.Fitted != "" && c.isScaled() && !(c.Spread > 0 && !math.IsInf(c.Spread, 0)) {
			return errors.Wrapf(ErrSettings, "column %q: a spread of %g; want one above 0, as Fit finds it", c.Name, c.Spread)
		}
		if what := s.wrongDuplicate(c); what != "" {
			return errors.Wrapf(ErrSettings, "column %q: duplicate of %q, which is %s", c.Name, c.Of, what)
		}
	}
	return nil
}

// isScaled says whether numbers are divided by the column's spread, or drawn with it.
func (c *Column) isScaled() bool { return c.isNumeric() && c.Role == Condition || c.isMasked() }

// wrongDuplicate says what is wrong with the column that a duplicate equals; "" if nothing is.
func (s *Schema) wrongDuplicate(c *Column) string {
	if c.Kind != Duplicate {
		return ""
	}
	switch like, err := s.Column(c.Of); {
	case err != nil || like == c:
		return "no other column"
	case like.Kind == Duplicate || like.Kind == LeftOut:
		return string(like.Kind) + "; want a column that is not"
	}
	return ""
}

// wrong says what is contradictory; "" if nothing is.
func (c *Column) wrong() string {
	if !slices.Contains([]Rule{Refuse, Drop, Mask}, c.Missing) {
		return "missing values: " + string(c.Missing) + "; want refuse, drop or mask"
	}
	switch c.Kind {
	case Number:
		return c.wrongNumber(c.Type.IsNumeric())
	case Date:
		return c.wrongNumber(c.Type == table.Date)
	case Category:
		return c.wrongCategory()
	case Constant, Duplicate, LeftOut:
		return ""
	}
	return "kind " + string(c.Kind) + " is not known"
}

// mostDecimals are those of the smallest number. Each value is written with as many.
const mostDecimals = 324

func (c *Column) wrongNumber(typed bool) string {
	switch {
	case !typed:
		return "a " + string(c.Kind) + " of a column of type " + c.Type.String() + "; want its values written as " + map[Kind]string{Number: writtenNumber, Date: "2006-01-02"}[c.Kind]
	case c.Role != Variable && c.Role != Condition:
		return "role " + string(c.Role) + " of a number; want variable or condition"
	case len(c.Periods) > 0 && c.Kind != Date:
		return "cyclic features of a number; they are for dates"
	case len(c.Periods) > 0 && c.Role != Condition:
		return "cyclic features follow from the date, so that they can be conditions only"
	case c.Months != 0 && (c.Kind != Date || c.Cell == nil || c.Transform != Identity || c.Months != firstDay && c.Months != lastDay):
		return "months are the cells of dates, 1 for their first days and -1 for their last"
	case c.Cell != nil && !(c.Cell.Width > 0 && !math.IsInf(c.Cell.Width, 0) && !math.IsInf(c.Cell.Offset-c.Cell.Offset, 0)):
		return "a cell without width"
	case c.Cell != nil && c.Cell.Decimals > mostDecimals:
		return "a cell of " + strconv.Itoa(c.Cell.Decimals) + " decimals; want at most " + strconv.Itoa(mostDecimals)
	}
	for _, p := range c.Periods {
		if !slices.Contains(periods, p) {
			return "cyclic features by " + string(p) + "; there are day, week and year"
		}
	}
	return c.wrongBounds()
}

func (c *Column) wrongBounds() string {
	switch {
	case c.Transform != Identity && c.Transform != Log && c.Transform != Logit:
		return "transform " + string(c.Transform) + "; want log or logit"
	case c.Transform == Logit && !(c.Low < c.High):
		return "bounds that leave nothing between them"
	case c.Transform != Identity && c.Seen.Values > 0 && !(c.lowest(c.Seen.Min) >= c.Low):
		return c.beyond("below", c.Low, c.Seen.Min, math.Floor)
	case c.Transform == Logit && c.Seen.Values > 0 && !(c.highest(c.Seen.Max) <= c.High):
		return c.beyond("above", c.High, c.Seen.Max, math.Ceil)
	case c.Transform != Identity && c.Cell == nil && c.Seen.Values > 0 && c.Seen.Min == c.Low:
		return c.atBound("below", c.Low)
	case c.Transform == Logit && c.Cell == nil && c.Seen.Values > 0 && c.Seen.Max == c.High:
		return c.atBound("above", c.High)
	}
	return ""
}

// atBound says that a bound is one of the values, and on which side of it the bound has to be.
func (c *Column) atBound(side string, bound float64) string {
	value := table.FormatNumber(bound)
	return "there are values at the bound " + value + " itself, where the transform is infinite; want it " + side + " " + value
}

// beyond says that values, or their cells, are on the wrong side of a bound, and what bound leaves them all inside.
// outwards rounds away from the other values than the furthest one.
func (c *Column) beyond(side string, bound, furthest float64, outwards func(float64) float64) string {
	if c.Cell == nil {
		return "there are values at or " + side + " the bound " + table.FormatNumber(bound) + "; want it " + side + " " + table.FormatNumber(furthest)
	}
	edge := c.Cell.edge(c.Cell.round(furthest), outwards, 0)
	return "there are values whose cells of " + c.Cell.String() + " reach " + side + " the bound " + table.FormatNumber(bound) + "; want it at " + table.FormatNumber(edge) + " or " + side
}

func (c *Column) wrongCategory() string {
	switch {
	case c.Role != Variable && c.Role != Condition && c.Role != Class:
		return "role " + string(c.Role) + " of a category; want variable, condition or class"
	case len(slices.Compact(slices.Sorted(slices.Values(c.Levels)))) != len(c.Levels):
		return "two levels of one name"
	case len(c.Shares) > 0 && (len(c.Shares) != c.levels() || !(slices.Min(c.Shares) > 0 && slices.Max(c.Shares) <= 1)):
		return "shares of levels; want one for each level, above 0 and at most 1"
	}
	return ""
}
