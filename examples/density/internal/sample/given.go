// The conditions under which samples are drawn.

package sample

import (
	"maps"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// Condition is a row of the values by column, as texts. They are those of the schema's conditions, all of them, and of classes.
func (s *Sampler) Condition(values map[string]string) (*table.Table, error) {
	t := &table.Table{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		c, err := s.Schema.Column(name)
		if err != nil {
			return nil, errors.WithMessage(err, "-given")
		}
		if !isAsked(c) {
			return nil, errors.Errorf("-given %s=%s has no effect: the model is given %v; for the density of other columns given this one see the sub-command conditional", dataset.Assigned(name), values[name], names(s.asked()))
		}
		column, err := Value(c, values[name])
		if err != nil {
			return nil, errors.WithMessage(err, "-given")
		}
		t.Columns = append(t.Columns, column)
	}
	for _, c := range s.asked() {
		if _, given := values[c.Name]; !given && c.Role == schema.Condition {
			return nil, errors.Errorf("-given: no value of %s; want one of each condition, %v; classes without a value are drawn", c.Name, s.conditionNames())
		}
	}
	return t, s.check(t)
}

// Value is a column with the value of a text. "" is a missing value, which only some models accept.
func Value(c *schema.Column, text string) (*table.Column, error) {
	column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
	if text == "" && c.Missing == schema.Mask {
		column.AppendMissing()
		return column, nil
	}
	one := table.NewTexts(c.Name, text, strings.TrimSuffix(text, "Z")) // times without a zone count by UTC
	if !column.AppendConverted(one, 0) && !(c.Type == table.Date && column.AppendConverted(one, 1)) {
		want := column.Want()
		if c.Missing == schema.Mask {
			want += ", or nothing where it is missing"
		}
		return nil, errors.Errorf("column %q: %q, want %s", c.Name, text, want)
	}
	return column, nil
}

// ConditionsOf are the rows of a file with the columns that are conditions, and with those that are classes if they are there.
// Its other columns are not read.
func (s *Sampler) ConditionsOf(path string) (*table.Table, error) {
	asked := s.asked()
	if len(asked) == 0 {
		return nil, errNothing()
	}
	t, err := rowsOf(path, asked)
	for first := err; err != nil; t, err = rowsOf(path, asked) {
		rest := withoutClass(asked, err)
		if errors.Is(err, table.ErrOnce) {
			return nil, first
		}
		if len(rest) == len(asked) || len(rest) == 0 {
			return nil, err
		}
		asked = rest
	}
	return t, s.check(t)
}

func rowsOf(path string, columns []*schema.Column) (*table.Table, error) {
	o := &table.Options{Columns: names(columns)}
	card.Typed(o, columns)
	return table.ReadAll(table.File{Path: path, Options: o})
}

// withoutClass leaves out a class that a file does not have, in any case of its name.
func withoutClass(columns []*schema.Column, err error) []*schema.Column {
	var missing *table.ColumnError
	if !errors.As(err, &missing) || missing.Cause != table.ErrNoColumn {
		return columns
	}
	isMissing := func(c *schema.Column) bool {
		return c.Name == missing.Column && c.Role == schema.Class && !slices.ContainsFunc(missing.Have, func(name string) bool { return strings.EqualFold(name, c.Name) })
	}
	return slices.DeleteFunc(slices.Clone(columns), isMissing)
}

// check refuses rows that cannot be conditions.
func (s *Sampler) check(t *table.Table) error {
	if len(s.asked()) == 0 {
		return errNothing()
	}
	_, err := s.Schema.Given(t, 0)
	return err
}

func errNothing() error {
	return errors.New("conditions have no effect on this model: it is given nothing")
}

// asked are the columns that the model takes as conditions.
func (s *Sampler) asked() (columns []*schema.Column) {
	for _, c := range s.Schema.Columns {
		if isAsked(c) {
			columns = append(columns, c)
		}
	}
	return columns
}

// isAsked says that a column is a condition or a class with values of its own: a constant and a copy have none to choose.
func isAsked(c *schema.Column) bool {
	return (c.Role == schema.Condition || c.Role == schema.Class) && c.Kind != schema.LeftOut && c.Kind != schema.Constant && c.Kind != schema.Duplicate
}

func names(columns []*schema.Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

// conditionNames are the names of the columns of which samples have to be given a value.
func (s *Sampler) conditionNames() []string {
	return names(slices.DeleteFunc(s.asked(), func(c *schema.Column) bool { return c.Role == schema.Class }))
}
