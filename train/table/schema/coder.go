// The coder: columns with their positions in vectors and conditions.

package schema

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// An entry is a column with its positions in the vectors, and its values.
type entry struct {
	*Column
	x, c, mask int // index of the first entry in vectors, in conditions, and of the mask's entry; −1 for none
	levelOf    map[string]int
	rounded    map[float32][]int // levels that are numbers, by these in single precision; nil before it is asked for
	values     *table.Column
	like       *entry        // the column that a duplicate equals
	resolution time.Duration // of a date
	isDrawn    bool          // of a class of conditions: rows do not have it
}

// coder codes rows.
type coder struct {
	entries []*entry
	x, c    int // widths of vectors and conditions
	classes *classes
}

func newCoder(s *Schema) *coder {
	k := &coder{classes: s.classes()}
	byName := map[string]*entry{}
	for _, c := range s.columns() {
		e := &entry{Column: c, x: k.x, c: k.c, mask: -1, levelOf: map[string]int{}}
		if c.Kind == Date {
			e.resolution = c.resolution()
		}
		xs, cs := c.dims()
		k.x, k.c = k.x+xs, k.c+cs
		if c.isMasked() {
			e.mask = k.c - 1
		}
		for i, level := range c.Levels {
			e.levelOf[level] = i
		}
		addTruths(e.levelOf)
		addBare(e.levelOf)
		k.entries = append(k.entries, e)
		byName[c.Name] = e
	}
	for _, e := range k.entries {
		e.like = byName[e.Of]
	}
	return k
}

// bind finds the columns of a batch by their names. It ignores columns that the schema does not have, and needs no
// columns that the schema leaves out.
func (k *coder) bind(batch *table.Table) error {
	places := placesOf(batch)
	for _, e := range k.entries {
		if e.Kind == LeftOut {
			continue
		}
		values, err := column(batch, places, e.Name)
		if err != nil {
			return err
		}
		if !e.takes(values.Type) {
			what := values.Type.String() + " where the model has " + e.Type.String()
			return errors.WithStack(&table.ColumnError{Column: e.Name, Type: what, Cause: table.ErrColumnType})
		}
		e.values = values
	}
	return nil
}

// placesOf are the places of the columns of a batch by their names, of several with one name the first.
func placesOf(batch *table.Table) map[string]int {
	places := map[string]int{}
	for j, f := range batch.Fields() {
		if _, known := places[f.Name]; !known {
			places[f.Name] = j
		}
	}
	return places
}

// column is batch.Column, which looks at all names. The first column has the number of rows that all should have.
func column(batch *table.Table, places map[string]int, name string) (*table.Column, error) {
	j, ok := places[name]
	if !ok {
		return batch.Column(name)
	}
	few := table.Table{Columns: []*table.Column{batch.Columns[0], batch.Columns[j]}}
	return few.Column(name)
}

// takes reports whether values of a type can be coded: numbers of any type as numbers, anything as texts.
func (e *entry) takes(t table.Type) bool {
	switch e.Kind {
	case Number:
		return t.IsNumeric()
	case Date:
		return t == table.Date
	case Constant, Duplicate:
		return t == e.Type || t.IsNumeric() && e.Type.IsNumeric()
	}
	return true
}

// number returns row i of a number or date.
func (e *entry) number(i int) (v float64, ok bool) {
	if e.Kind == Date {
		return e.since(e.values.Dates[i])
	}
	return e.values.Numbers[i], true
}

// level returns the level of row i of a category.
func (e *entry) level(i int) (level int, ok bool) {
	if e.values.Missing[i] {
		return len(e.Levels), e.Missing == Mask
	}
	if level, ok = e.levelOf[textOf(e.values, i)]; ok {
		return level, true
	}
	if level, ok = e.levelOf[e.levelText(e.values, i)]; ok {
		return level, true
	}
	if !e.values.Type.IsNumeric() {
		level, ok = e.levelOf[strings.TrimSpace(textOf(e.values, i))]
		return level, ok
	}
	if e.rounded == nil {
		e.roundLevels()
	}
	levels := e.rounded[float32(e.values.Numbers[i])]
	if k := slices.IndexFunc(levels, func(level int) bool { return e.isNumber(e.Levels[level], i) }); k >= 0 {
		return levels[k], true
	}
	return -1, false
}

// roundLevels finds levels that are numbers. Those that are the same number in either precision are so in single precision.
func (e *entry) roundLevels() {
	e.rounded = map[float32][]int{}
	for level, text := range e.Levels {
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			e.rounded[float32(v)] = append(e.rounded[float32(v)], level)
		}
	}
}

// levelText is row i of a column as the text of a level: that of a date in the layout of the data, whatever the layout
// and the zone of the row are.
func (c *Column) levelText(values *table.Column, i int) string {
	if c.Type == table.Date && values.Type == table.Date && !values.Missing[i] {
		return c.text(values.Dates[i])
	}
	return textOf(values, i)
}

// isNumber reports whether row i has the number of a text in another precision: a file may hold 0.3 in single precision.
func (e *entry) isNumber(text string, i int) bool {
	if !e.values.Type.IsNumeric() || !e.Type.IsNumeric() || e.Type == table.Bool {
		return false
	}
	v := e.values.Numbers[i]
	number, err := strconv.ParseFloat(text, 64)
	return err == nil && (isSame(number, v) || isSame(v, number))
}

// text is a date in the column's layout.
func (c *Column) text(t time.Time) string {
	if c.Layout == "" {
		return t.UTC().Format(time.RFC3339Nano)
	}
	return t.UTC().Format(c.Layout)
}

// value is row i as text, for constants.
func (e *entry) value(i int) string {
	if e.values.Type == table.Date {
		return e.text(e.values.Dates[i])
	}
	if e.values.Type.IsNumeric() && e.Type != table.Bool {
		return table.FormatNumber(unsigned(e.values.Numbers[i]))
	}
	return e.values.Format(i)
}

// textOf is row i of a column as text, by which values are compared.
func textOf(c *table.Column, i int) string {
	if c.Type.IsNumeric() && !c.Missing[i] && c.Numbers[i] == 0 && c.Type != table.Bool {
		return "0"
	}
	return c.Format(i)
}

// unsigned is a number whose zero has no sign: -0, as rounding makes it, is the same value.
func unsigned(v float64) float64 {
	if v == 0 {
		return 0
	}
	return v
}

// describe names the entries of vectors and conditions for people.
func (k *coder) describe() (x, condition []string) {
	for _, e := range k.entries {
		xs, cs := e.dims()
		names := e.entryNames()
		x, condition = append(x, names[:xs]...), append(condition, names[xs:xs+cs]...)
	}
	return x, condition
}

func (e *entry) entryNames() []string {
	var names []string
	switch {
	case e.Kind == Category:
		for _, level := range e.Levels {
			names = append(names, e.Name+"="+level)
		}
		if e.Missing == Mask {
			names = append(names, e.Name+" missing")
		}
	case e.isNumeric():
		names = append(names, strings.TrimSpace(string(e.Transform)+" "+e.Name))
		for _, p := range e.Periods {
			names = append(names, e.Name+" sin "+string(p), e.Name+" cos "+string(p))
		}
		if e.isMasked() {
			names = append(names, e.Name+" missing")
		}
	}
	return slices.Clip(names)
}

// Names returns the names of the entries of vectors and conditions.
func (s *Schema) Names() (x, condition []string) { return newCoder(s).describe() }
