// The conditions under which samples are drawn.

package sample

import (
	"maps"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// Condition is the condition with values by column, as texts. The values are those of the schema's conditions and classes,
// all of them and no others.
func (s *Sampler) Condition(values map[string]string) ([][]float64, error) {
	t := &table.Table{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		c, err := s.Schema.Column(name)
		if err != nil {
			return nil, errors.WithMessage(err, "-given")
		}
		if !isAsked(c) {
			return nil, errors.Errorf("-given %s=%s has no effect: the model is given %v; for the density of other columns given this one see the sub-command conditional", dataset.Assigned(name), values[name], s.names())
		}
		column, err := Value(c, values[name])
		if err != nil {
			return nil, errors.WithMessage(err, "-given")
		}
		t.Columns = append(t.Columns, column)
	}
	for _, name := range s.names() {
		if _, given := values[name]; !given {
			return nil, errors.Errorf("-given: no value of %s; want one of each column that the model is given, %v, or none of them", name, s.names())
		}
	}
	return s.given(t)
}

// Value is a column with the value of a text. "" is a missing value, which only some models accept.
func Value(c *schema.Column, text string) (*table.Column, error) {
	column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
	if text == "" && c.Missing == schema.Mask {
		column.AppendMissing()
		return column, nil
	}
	one := table.NewTexts(c.Name, text)
	if !column.AppendConverted(one, 0) {
		want := column.Want()
		if c.Missing == schema.Mask {
			want += ", or nothing where it is missing"
		}
		return nil, errors.Errorf("column %q: %q, want %s", c.Name, text, want)
	}
	return column, nil
}

// ConditionsOf are the conditions in the rows of a file. Its other columns are not read.
func (s *Sampler) ConditionsOf(path string) ([][]float64, error) {
	o := &table.Options{Columns: s.names()}
	if len(o.Columns) == 0 {
		return nil, errNothing()
	}
	card.Typed(o, s.asked())
	t, err := table.ReadAll(table.File{Path: path, Options: o})
	if err != nil {
		return nil, err
	}
	return s.given(t)
}

func (s *Sampler) given(t *table.Table) ([][]float64, error) {
	if len(s.asked()) == 0 {
		return nil, errNothing()
	}
	return s.Schema.Given(t)
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

func (s *Sampler) names() (names []string) {
	for _, c := range s.asked() {
		names = append(names, c.Name)
	}
	return names
}
