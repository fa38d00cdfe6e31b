// The column of weights, which is not a column of the model.

package fit

import (
	"fmt"
	"io"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// checkWeights refuses a weights column that has another purpose too.
func (f *Flags) checkWeights() error {
	_, kind := f.Kind[f.Weights]
	for flag, there := range map[string]bool{"columns": slices.Contains(f.Columns, f.Weights), "exclude": slices.Contains(f.Exclude, f.Weights),
		"condition": slices.Contains(f.Condition, f.Weights), "kind": kind} {
		if f.Weights != "" && there {
			return errors.Errorf("-weights %s: the column stands in -%s too; it is no part of the model", f.Weights, flag)
		}
	}
	return nil
}

// read are the columns that are read; nil means all.
func (f *Flags) read() []string {
	if f.Weights == "" || len(f.Columns) == 0 {
		return f.Columns
	}
	return append(slices.Clone(f.Columns), f.Weights)
}

// findWeights replaces a column number in the flag by the column's name, which may have another purpose too.
func (f *Flags) findWeights(t *table.Table) error {
	if f.Weights == "" {
		return nil
	}
	if len(f.Columns) > 0 {
		f.Weights = t.Columns[len(t.Columns)-1].Name
		return f.checkWeights()
	}
	var names []string
	for _, field := range t.Fields() {
		names = append(names, field.Name)
	}
	chosen, err := (&table.Options{Columns: []string{f.Weights}}).Choose(names)
	if err != nil {
		return errors.WithMessage(err, "-weights")
	}
	f.Weights = names[chosen[0]]
	return f.checkWeights()
}

// sayWeights prints how the weights are spread.
func (r *rows) sayWeights(w io.Writer) {
	if r.all.Weights == nil {
		return
	}
	none := 0
	for _, v := range r.all.Weights {
		if v == 0 {
			none++
		}
	}
	fmt.Fprintf(w, "weights %s: from %.6g to %.6g; %d rows of weight 0 are left out\n", r.card.Schema.Weights, slices.Min(r.all.Weights), slices.Max(r.all.Weights), none)
}
