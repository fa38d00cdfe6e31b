// How one column is modelled: its kind, role, transform and rule for missing values, and what the data had.

package schema

import (
	"github.com/gorgoflow/gorgoflow/train/table"
)

// Kind is what a column is taken for.
type Kind string

// The kinds of columns.
const (
	Number    Kind = "number"
	Category  Kind = "category"
	Date      Kind = "date"
	Constant  Kind = "constant"
	Duplicate Kind = "duplicate"
	LeftOut   Kind = "left out"
)

// Role is what a column does in the model.
type Role string

// The roles of columns.
const (
	Variable  Role = "variable"  // its density is modelled
	Condition Role = "condition" // the density of others is given it
	Class     Role = "class"     // of a category: a condition whose own probability is counted
)

// Transform is what is modelled of a number.
type Transform string

// The transforms of numbers.
const (
	Identity Transform = ""
	Log      Transform = "log"   // of numbers above Low
	Logit    Transform = "logit" // of numbers between Low and High
)

// Rule is what becomes of a row with a missing value.
type Rule string

// The rules for missing values.
const (
	Refuse Rule = "refuse"
	Drop   Rule = "drop" // the row is left out
	Mask   Rule = "mask" // that the value is missing becomes a condition; for a category, a level
)

// A Column is how one column is modelled. Its fields are in one struct since a schema is edited as JSON, in which one column is one flat object.
type Column struct {
	Name   string     `json:"name"`
	Type   table.Type `json:"type"` // in the table
	Layout string     `json:"layout,omitempty"`

	Kind    Kind `json:"kind"`
	Role    Role `json:"role,omitempty"`
	Missing Rule `json:"missing,omitempty"`

	// Of numbers and dates. A date is its days since Origin, itself days since 1970.
	Transform Transform `json:"transform,omitempty"`
	Low       float64   `json:"low,omitempty"`
	High      float64   `json:"high,omitempty"`
	Cell      *Cell     `json:"cell,omitempty"` // nil if not rounded
	Origin    int64     `json:"origin,omitempty"`
	Periods   []Period  `json:"periods,omitempty"` // of a date that is a condition
	Mean      float64   `json:"mean,omitempty"`    // of what is modelled, by Fit
	Spread    float64   `json:"spread,omitempty"`  // its standard deviation

	Levels []string `json:"levels,omitempty"` // of a category
	Value  string   `json:"value,omitempty"`  // of a constant
	Of     string   `json:"of,omitempty"`     // column that a duplicate is the same as

	Seen Seen `json:"seen"`
}

// A Cell is the grid of rounded values: Offset + k·Width.
type Cell struct {
	Width    float64 `json:"width"`
	Offset   float64 `json:"offset"`
	Decimals int     `json:"decimals"` // that values have; negative if they are no short decimals
}

// Seen is what the data had in a column.
type Seen struct {
	Values  int64   `json:"values"`
	Missing int64   `json:"missing,omitempty"`
	Min     float64 `json:"min"` // of numbers, and of dates in days since Origin
	Max     float64 `json:"max"`
	Often   string  `json:"often,omitempty"` // a number that stands in a good part of the rows, and has no cell
	Share   float64 `json:"share,omitempty"` // of rows that have it
	Why     string  `json:"why,omitempty"`   // a column is left out
}

// isNumeric reports whether a column is modelled as a number.
func (c *Column) isNumeric() bool { return c.Kind == Number || c.Kind == Date }

// isModelled reports whether a column has entries in the vectors.
func (c *Column) isModelled() bool { return c.isNumeric() || c.Kind == Category }

// levels is the number of a category's levels, with one for missing values if they are masked.
func (c *Column) levels() int {
	if c.Missing == Mask {
		return len(c.Levels) + 1
	}
	return len(c.Levels)
}

// isMasked reports whether the condition has an entry for the column's missing values.
func (c *Column) isMasked() bool { return c.isNumeric() && c.Missing == Mask }
