// Batches put together to a table. Columns that grew row by row would take five times the memory of the table, and as much time
// as many formats take to read.

package table

import (
	"slices"
	"time"
)

// copied returns the rows of a batch whose memory is reused.
func (t *Table) copied() *Table {
	out := &Table{Origin: Origin{Lines: slices.Clone(t.Origin.Lines)}}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, &Column{Numbers: slices.Clone(c.Numbers), Texts: slices.Clone(c.Texts), Dates: slices.Clone(c.Dates), Missing: slices.Clone(c.Missing)})
	}
	return out
}

// join makes the rows of parts those of the table. It takes the columns of the parts away, one after another, so that their
// memory is free before all columns are joined.
func (t *Table) join(parts []*Table) {
	columns := make([]*Column, len(parts))
	for j, c := range t.Columns {
		for k, part := range parts {
			columns[k], part.Columns[j] = part.Columns[j], nil
		}
		c.Numbers = joined(columns, func(c *Column) []float64 { return c.Numbers })
		c.Texts = joined(columns, func(c *Column) []string { return c.Texts })
		c.Dates = joined(columns, func(c *Column) []time.Time { return c.Dates })
		c.Missing = joined(columns, func(c *Column) []bool { return c.Missing })
	}
	t.Origin.Lines = joined(parts, func(t *Table) []int64 { return t.Origin.Lines })
}

// joined returns the lists of parts, one behind another.
func joined[P, E any](parts []*P, of func(*P) []E) []E {
	lists := make([][]E, len(parts))
	for k, part := range parts {
		lists[k] = of(part)
	}
	return slices.Concat(lists...)
}
