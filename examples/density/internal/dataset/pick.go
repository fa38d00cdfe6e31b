// Some rows of a table.

package dataset

import (
	"iter"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// Pick returns rows of a table, by index and in the given order.
func Pick(t *table.Table, rows iter.Seq[int]) *table.Table {
	out := &table.Table{}
	out.Reset(t.Fields())
	for i := range rows {
		for j, c := range t.Columns {
			out.Columns[j].AppendConverted(c, i)
		}
	}
	return out
}
