// The profile of a source in one reading: counts, ranges, moments and levels of its columns, in bounded memory.

package schema

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// profile is what one reading of a source collects. Its memory does not grow with the rows.
type profile struct {
	rows      int64
	fields    []table.Field
	columns   []*columnProfile
	same      sameness
	maxLevels int
}

// columnProfile is what one reading collects of a column.
type columnProfile struct {
	values, missing int64
	numbers         numberProfile
	texts           textProfile
	dates           dateProfile
}

// add reads a batch.
func (p *profile) add(batch *table.Table) error {
	if p.columns == nil {
		p.fields = batch.Fields()
		for range p.fields {
			p.columns = append(p.columns, &columnProfile{})
		}
	}
	p.rows += int64(batch.Rows())
	for j, c := range batch.Columns {
		if i, ok := p.columns[j].add(c, p.maxLevels); !ok {
			return errors.WithStack(&table.FieldError{Place: batch.Place(i), Column: c.Name, Text: c.Format(i),
				Want: "a date from 1678 to 2262; read it as a missing value, or leave the column out"})
		}
	}
	p.same.add(batch)
	return nil
}

// add adds the values of a batch, or returns the first row with a date that nanoseconds cannot count.
func (p *columnProfile) add(c *table.Column, maxLevels int) (row int, ok bool) {
	for i, missing := range c.Missing {
		if missing {
			p.missing++
			continue
		}
		p.values++
		switch c.Type {
		case table.Date:
			if !p.dates.add(c.Dates[i]) {
				return i, false
			}
		case table.Text, table.Bool:
			p.texts.add(c.Format(i), maxLevels)
		default:
			p.numbers.add(c.Numbers[i])
		}
	}
	return 0, true
}

// textProfile counts distinct texts, up to a bound.
type textProfile struct {
	levels []string // in the order of their first occurrence
	known  map[string]bool
	many   bool
}

func (p *textProfile) add(text string, most int) {
	if p.many || p.known[text] {
		return
	}
	if p.known == nil {
		p.known = map[string]bool{}
	}
	if len(p.levels) == most {
		p.many = true
		return
	}
	p.known[text] = true
	p.levels = append(p.levels, text)
}

// numberProfile is the range, the shape and the grid of numbers.
type numberProfile struct {
	min, max    float64
	plain, logs moments
	grid        grid
	tally[float64]
}

func (p *numberProfile) add(v float64) {
	v = unsigned(v)
	if p.counts == nil {
		p.min, p.max = v, v
	}
	p.min, p.max = min(p.min, v), max(p.max, v)
	p.plain.add(v)
	if v > 0 {
		p.logs.add(elementary.Log(v))
	}
	p.grid.add(v)
	p.tally.add(v)
}

// moments are sums of powers of differences to the first value, in a unit of their size: squares of numbers of 1e200 or
// 1e-200 are none.
type moments struct {
	n, first, sum, squares, cubes float64 // n is the sum of weights
	unit                          float64 // a power of two, by which a quotient is exact; 0 while all values are equal
}

func (m *moments) add(v float64) { m.addWeighed(v, 1) }

// addWeighed adds a value as often as its weight says.
func (m *moments) addWeighed(v, weight float64) {
	if m.n == 0 {
		m.first = v
	}
	d := v - m.first
	if math.Abs(d)/m.unit > 0x1p300 {
		m.scale(d)
	}
	if d != 0 {
		d /= m.unit
	}
	m.n, m.sum, m.squares, m.cubes = m.n+weight, m.sum+float64(weight*d), m.squares+float64(weight*d*d), m.cubes+float64(weight*d*d*d)
}

// scale makes the unit that of a difference whose cube would not be finite in the unit before.
func (m *moments) scale(d float64) {
	_, exponent := math.Frexp(d)
	unit := math.Ldexp(1, exponent-1)
	f := m.unit / unit
	m.unit, m.sum, m.squares, m.cubes = unit, m.sum*f, m.squares*f*f, m.cubes*f*f*f
}

// mean and deviation are those of the added values.
func (m *moments) mean() float64 { return m.first + float64(m.sum/m.n*m.unit) }

func (m *moments) deviation() float64 { return m.inUnits() * m.unit }

// inUnits is the deviation in units of the differences.
func (m *moments) inUnits() float64 {
	return math.Sqrt(max(m.squares/m.n-m.sum/m.n*m.sum/m.n, 0))
}

// skewness is the third standardised moment; 0 if all values are equal.
func (m *moments) skewness() float64 {
	s, a := m.inUnits(), m.sum/m.n
	if !(s > 0) {
		return 0
	}
	return (m.cubes/m.n - 3*a*m.squares/m.n + float64(2*a*a*a)) / (s * s * s)
}
