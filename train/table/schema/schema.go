// The schema: how the rows of a table become vectors.

package schema

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A Schema says how the rows of a table become vectors. Its JSON form belongs in a model's file. A nil Schema has no
// columns, and its methods that return an error return ErrSettings.
type Schema struct {
	Rows     int64     `json:"rows"` // of the data that New has read
	Columns  []*Column `json:"columns"`
	Patterns []Pattern `json:"patterns,omitempty"` // by Fit
	Backoff  bool      `json:"backoff,omitempty"`  // rare combinations of classes are as likely as independent classes have them, by Fit; else half a row is added to each
	Fitted   string    `json:"fitted,omitempty"`   // signature of the schema that Fit was called for
	Weights  string    `json:"weights,omitempty"`  // name of a column with the weights of rows, not among Columns; "" means equal weights
}

// Settings of New. A nil *Settings and every zero value mean a default.
type Settings struct {
	// MaxLevels is the largest number of distinct texts of a category; a column with more texts is left out. 0 means
	// 1000.
	MaxLevels int
	// Missing is the rule for missing values; "" means Refuse. Mask applies only to columns that have missing values;
	// others refuse them.
	Missing Rule
	// Weights is the name of a column of numbers of at least 0 with the weights of rows, which is not modelled; ""
	// means equal weights.
	Weights string
}

// New reads a whole source, decides how to model its columns, and calls Fit. Errors: ErrSettings for settings that have no
// meaning; table.ErrNoRows; a table.ColumnError for a column of weights that does not exist or holds no numbers; a
// table.FieldError for a date before 1678 or after 2262; those of the source.
func New(source table.Source, settings *Settings) (*Schema, error) {
	if settings == nil {
		settings = &Settings{}
	}
	if settings.MaxLevels < 0 {
		return nil, errors.Wrapf(ErrSettings, "MaxLevels is %d, want a positive number, or 0 for the default", settings.MaxLevels)
	}
	p := &profile{maxLevels: cmp.Or(settings.MaxLevels, 1000)}
	err := table.Each(source, func(batch *table.Table) error { return p.add(without(batch, settings.Weights)) })
	if err != nil {
		return nil, err
	}
	if p.rows == 0 {
		return nil, errors.WithStack(table.ErrNoRows)
	}
	s := p.schema(settings.Missing)
	s.Weights = settings.Weights
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s, s.Fit(source)
}

// Column returns the column of a name; a table.ColumnError if there is none.
func (s *Schema) Column(name string) (*Column, error) {
	for _, c := range s.columns() {
		if c.Name == name {
			return c, nil
		}
	}
	return nil, errors.WithStack(&table.ColumnError{Column: name, Have: s.names(), Cause: table.ErrNoColumn})
}

func (s *Schema) names() []string {
	columns := s.columns()
	names := make([]string, len(columns))
	for j, c := range columns {
		names[j] = c.Name
	}
	return names
}

// columns returns the columns that are not nil: Validate refuses nil ones, but is not always called.
func (s *Schema) columns() []*Column {
	if s == nil {
		return nil
	}
	if slices.Contains(s.Columns, nil) {
		return slices.DeleteFunc(slices.Clone(s.Columns), func(c *Column) bool { return c == nil })
	}
	return s.Columns
}

// Dims returns the widths of vectors and of conditions.
func (s *Schema) Dims() (x, condition int) {
	for _, c := range s.columns() {
		xs, cs := c.dims()
		x, condition = x+xs, condition+cs
	}
	return x, condition
}

// dims returns the widths of a column's part of vectors and conditions.
func (c *Column) dims() (x, condition int) {
	switch {
	case !c.isModelled():
		return 0, 0
	case c.isOfLevels():
		return c.levels(), 0
	case c.Kind == Category:
		return 0, c.levels()
	case c.Role == Variable:
		x = 1
	default:
		condition = 1 + 2*len(c.Periods)
	}
	if c.isMasked() {
		condition++
	}
	return x, condition
}
