// The suggested schema: how to model each column, by its profile.

package schema

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// schema decides how to model each column.
func (p *profile) schema(missing Rule) *Schema {
	s := &Schema{Rows: p.rows}
	if missing == "" {
		missing = Refuse
	}
	for j, f := range p.fields {
		of := p.columns[j]
		c := &Column{Name: f.Name, Type: f.Type, Layout: f.Layout, Missing: missing, Role: Variable}
		c.Seen = Seen{Values: of.values, Missing: of.missing}
		if missing == Mask && c.Seen.Missing == 0 {
			c.Missing = Refuse // nothing can be learned of its missing values
		}
		of.suggest(c)
		if k := p.same.of(j); k >= 0 && c.isModelled() {
			*c = Column{Name: f.Name, Type: f.Type, Layout: f.Layout, Missing: c.Missing, Kind: Duplicate, Of: p.fields[k].Name, Seen: c.Seen}
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

func (p *columnProfile) suggest(c *Column) {
	switch {
	case p.values == 0:
		c.Kind, c.Role, c.Seen.Why = LeftOut, "", "no values"
	case c.Type == table.Date:
		p.dates.suggest(c)
	case c.Type == table.Text || c.Type == table.Bool:
		p.texts.suggest(c)
		c.Seen.Hint = p.texts.hint(p.values)
	default:
		p.numbers.suggest(c)
	}
}

// constant describes a column of one value. If its missing values are masked, it is a category whose only level is
// missing or not.
func (c *Column) constant(value string) {
	if c.Missing == Mask {
		c.Kind, c.Role, c.Levels, c.Value = Category, Class, []string{value}, ""
		return
	}
	c.Kind, c.Role, c.Value = Constant, "", value
}

func (p *textProfile) suggest(c *Column) {
	switch {
	case p.many:
		c.Kind, c.Role, c.Seen.Why = LeftOut, "", fmt.Sprintf("more than %d different texts", len(p.levels))
	case len(p.levels) == 1:
		c.constant(p.levels[0])
	default:
		c.Kind, c.Role, c.Levels = Category, Class, slices.Sorted(slices.Values(p.levels))
	}
}

// manyNumbers are distinct numbers that are on no grid by chance; fewer are if they have two rows each.
const manyNumbers = 8

// A grid is modelled if rows share cells often enough to matter to a density: if it has at most a thousand cells, or at
// least a tenth of a row for each cell.
const (
	fewCells   = 1000
	rowsPerBin = 0.1
)

// isCoarse reports this of all rows, or of those without a few values far away, which say nothing of the others: codes for
// missing values, or the ends of a long tail.
func isCoarse[V int64 | float64](cell *Cell, span float64, rows int64, counts map[V]int64, unit float64) bool {
	if cell == nil {
		return false
	}
	isShared := func(span float64, rows int64) bool {
		return span/cell.Width <= fewCells || float64(rows)*cell.Width/span >= rowsPerBin
	}
	if isShared(span, rows) {
		return true
	}
	usual, counted := usualSpan(counts)
	return usual > 0 && isShared(usual/unit, counted) || isFilled(counts, cell.Width*unit)
}

// isFilled reports whether a quarter of the rows have neighbouring numbers that take half the cells between them or more, as small
// counts do, whose tail may be of any length.
func isFilled[V int64 | float64](counts map[V]int64, width float64) bool {
	values := slices.Sorted(maps.Keys(counts))
	rows, within, last := int64(0), int64(0), 0 // within those from first to the one before last
	for _, n := range counts {
		rows += n
	}
	for first, v := range values {
		for ; last < len(values) && 4*within < rows; last++ {
			within += counts[values[last]]
		}
		cells := (float64(values[last-1])-float64(v))/width + 1
		if different := last - first; 4*within >= rows && different > 1 && float64(2*different) >= cells {
			return true
		}
		within -= counts[v]
	}
	return false
}

// usualSpan is four times the distance of the quartiles of distinct values, which is about the span of values without a
// tail, and the number of the rows that are counted.
func usualSpan[V int64 | float64](counts map[V]int64) (span float64, rows int64) {
	for _, n := range counts {
		rows += n
	}
	values := slices.Sorted(maps.Keys(counts))
	if last := len(values) - 1; last >= 0 {
		span = 4 * (float64(values[last*3/4]) - float64(values[last/4]))
	}
	return span, rows
}

func (p *numberProfile) suggest(c *Column) {
	c.Kind, c.Seen.Min, c.Seen.Max = Number, p.min, p.max
	if p.min == p.max {
		c.constant(table.FormatNumber(p.min))
		return
	}
	if cell := p.cell(c.Seen.Values); p.isCoarse(cell, c.Seen.Values) {
		c.Cell = cell
	} else {
		tellAtoms(c, &p.tally, table.FormatNumber)
	}
	if p.isSkewed() && c.lowest(p.min) >= 0 {
		c.Transform, c.suggested = Log, true
		c.align()
	}
	c.Seen.Hint = p.hint(c)
}

// cell is the grid of the numbers; nil if there is none. Where decimals are too fine a grid, as the seven or so that tell apart the
// steps of a sensor in single precision, or a power of two takes their place, the numbers may have a wider one.
func (p *numberProfile) cell(rows int64) *Cell {
	cell, n := p.grid.cell(len(p.counts)), len(p.counts)
	isFine := !p.isCoarse(cell, rows) || p.grid.single && cell.Width == p.grid.binary
	if isFine && n < maxCounted && (n >= manyNumbers || 2*int64(n) <= rows) {
		if wider := cellOf(p.counts); wider != nil && (cell == nil || wider.Width > 1.5*cell.Width) {
			return wider
		}
	}
	return cell
}

func (p *numberProfile) isCoarse(cell *Cell, rows int64) bool {
	return isCoarse(cell, p.max-p.min, rows, p.counts, 1)
}

// isSkewed reports whether numbers have a long tail that their logarithms do not have. An exponential distribution has
// skewness 2, and 1.1 after the logarithm.
func (p *numberProfile) isSkewed() bool {
	skew := p.plain.skewness()
	logs := p.logs.skewness()
	return p.min > 0 && skew > 2 && logs < skew/2 && -logs < skew/2
}

func (p *dateProfile) suggest(c *Column) {
	c.Kind, c.Origin = Date, p.min
	c.Seen.Min, _ = c.since(p.earliest)
	c.Seen.Max, _ = c.since(p.max)
	if p.earliest.Equal(p.max) {
		c.constant(c.text(p.max))
		return
	}
	first, last := monthOf(p.earliest), monthOf(p.max)
	if cell := p.months.cell(len(p.counts), c.layoutMonths()); isCoarse(cell, float64(last-first), c.Seen.Values, p.counts, nanosecondsPerMonth) {
		c.Months, c.Origin, c.Cell, c.Seen.Min, c.Seen.Max = p.months.day, first, cell, 0, float64(last-first)
	} else if cell = p.cell(); isCoarse(cell, c.Seen.Max-c.Seen.Min, c.Seen.Values, p.counts, float64(nanosecondsPerDay)) {
		c.Cell = cell
	} else {
		tellAtoms(c, &p.tally, func(ns int64) string { return c.text(time.Unix(0, ns)) })
	}
}

// tellAtoms notes the atoms of a column without cells.
func tellAtoms[V int64 | float64](c *Column, t *tally[V], text func(V) string) {
	values, share := t.atoms(c.Seen.Values)
	for _, v := range values {
		c.Seen.Also = append(c.Seen.Also, text(v))
	}
	if len(values) > 0 {
		c.Seen.Often, c.Seen.Share, c.Seen.Also = c.Seen.Also[0], share, c.Seen.Also[1:]
	}
}
