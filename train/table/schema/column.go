// The description of a column: its kind, role, transform and rule for missing values, and what values the data had.

package schema

import (
	"github.com/gorgoflow/gorgoflow/train/table"
)

// Kind is the kind of values that a column is modelled as.
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

// Role is the part of a column in the model.
type Role string

// The roles of columns.
const (
	Variable  Role = "variable"  // its density is modelled
	Condition Role = "condition" // the modelled density is conditional on it
	Class     Role = "class"     // of a category: a condition whose probability is counted and multiplied in
)

// Transform is the function of a number that is modelled.
type Transform string

// The transforms of numbers.
const (
	Identity Transform = ""
	Log      Transform = "log"   // of numbers above Low
	Logit    Transform = "logit" // of numbers between Low and High
)

// Rule says what happens to a row with a missing value.
type Rule string

// The rules for missing values.
const (
	Refuse Rule = "refuse"
	Drop   Rule = "drop" // the row is skipped
	Mask   Rule = "mask" // the missing value becomes a condition; for a category, a level
)

// A Column describes how one column is modelled. Its fields are in one struct since a schema is edited as JSON, in
// which a column is one flat object.
type Column struct {
	Name   string     `json:"name"`
	Type   table.Type `json:"type"` // in the table
	Layout string     `json:"layout,omitempty"`

	Kind    Kind `json:"kind"`
	Role    Role `json:"role,omitempty"`
	Missing Rule `json:"missing,omitempty"`

	// For numbers and dates. A date is its number of days since Origin, which is days since 1970; both are months if Months is 1
	// or -1: all dates are then the first or the last days of months, and are rounded to them.
	Transform Transform   `json:"transform,omitempty"`
	Low       float64     `json:"low,omitempty"`
	High      float64     `json:"high,omitempty"`
	suggested bool        // whether the transform is one that New has chosen
	asked     *[2]float64 // Low and High before they were moved to edges of cells; nil if they were not
	Cell      *Cell       `json:"cell,omitempty"` // nil if not rounded
	Origin    int64       `json:"origin,omitempty"`
	Months    int         `json:"months,omitempty"`
	Periods   []Period    `json:"periods,omitempty"` // of a date that is a condition
	Mean      float64     `json:"mean,omitempty"`    // mean of the transform, by Fit
	Spread    float64     `json:"spread,omitempty"`  // standard deviation of the transform

	Levels []string  `json:"levels,omitempty"` // of a category
	Shares []float64 `json:"shares,omitempty"` // of the rows that have each level, by Fit, of a variable; none in model files from before, whose levels are cubes
	Value  string    `json:"value,omitempty"`  // of a constant
	Of     string    `json:"of,omitempty"`     // the column that a duplicate equals

	Seen Seen `json:"seen"`
}

// A Cell is the grid of rounded values: Offset + k·Width.
type Cell struct {
	Width    float64 `json:"width"`
	Offset   float64 `json:"offset"`
	Decimals int     `json:"decimals"` // decimals of the values; negative if they are no short decimals
}

// Seen describes the values that the data had in a column.
type Seen struct {
	Values  int64    `json:"values"`
	Missing int64    `json:"missing,omitempty"`
	Min     float64  `json:"min"` // of numbers, and of dates in days or months since Origin
	Max     float64  `json:"max"`
	Often   string   `json:"often,omitempty"` // the number or date in the most rows, if in a good share of them and if there is no cell
	Share   float64  `json:"share,omitempty"` // the share of these rows
	Also    []string `json:"also,omitempty"`  // further ones in a good share of the rows, the more frequent first
	Why     string   `json:"why,omitempty"`   // why a column is left out
	Hint    string   `json:"hint,omitempty"`  // what texts look like that are read as no numbers or dates, or how far out numbers are
}

// isNumeric reports whether a column is modelled as a number.
func (c *Column) isNumeric() bool { return c.Kind == Number || c.Kind == Date }

// isOfLevels reports whether a column has an entry in the vectors for each level.
func (c *Column) isOfLevels() bool { return c.Kind == Category && c.Role == Variable }

// isModelled reports whether a column has entries in the vectors.
func (c *Column) isModelled() bool { return c.isNumeric() || c.Kind == Category }

// levels is the number of a category's levels, including one for missing values if they are masked.
func (c *Column) levels() int {
	if c.Missing == Mask {
		return len(c.Levels) + 1
	}
	return len(c.Levels)
}

// isMasked reports whether the condition has an entry for the column's missing values.
func (c *Column) isMasked() bool { return c.isNumeric() && c.Missing == Mask }
