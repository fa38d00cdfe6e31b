// Columns that are left out of the model.

package fit

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// exclude takes columns out of a table.
func (f *Flags) exclude(t *table.Table) error {
	for _, name := range f.Exclude {
		column, err := t.Column(name)
		if err != nil {
			return errors.WithMessage(err, "-exclude")
		}
		t.Columns = slices.DeleteFunc(t.Columns, func(c *table.Column) bool { return c == column })
	}
	if len(t.Columns) == 0 {
		return errors.New("-exclude leaves no column to fit")
	}
	return nil
}

// leaveOut makes the options read all columns but an excluded one that no table can hold, such as one of lists: a table
// without it needs no further exclusion. It is false for other errors.
func (f *Flags) leaveOut(err error, o *table.Options) bool {
	var bad *table.ColumnError
	if !errors.As(err, &bad) || bad.Cause != table.ErrColumnType || !slices.Contains(f.Exclude, bad.Column) {
		return false
	}
	all := o.Columns
	if len(all) == 0 {
		all = bad.Have
		if chosen, err := (&table.Options{Columns: []string{f.Weights}}).Choose(all); err == nil {
			f.Weights = all[chosen[0]] // by its number in the file
		}
	}
	is := func(name string) bool { return name == bad.Column }
	rest := slices.DeleteFunc(slices.Clone(all), is)
	if len(rest) == 0 || len(rest) == len(all) {
		return false
	}
	o.Columns, f.Exclude = rest, slices.DeleteFunc(slices.Clone(f.Exclude), is)
	return true
}
