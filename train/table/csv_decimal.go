// The mark before the decimals of numbers, told from the marks that separate thousands.

package table

import (
	"cmp"
	"regexp"
	"strings"
)

// marks counts the fields that are numbers with a comma or with a point. Those in groups of three digits, such as
// 1,366, may be thousands.
type marks struct {
	commas, commaGroups, points, pointGroups int
	millions                                 int    // such as 1,234,567
	comma                                    string // a field with a comma
}

// group is a number whose mark may separate thousands, and millions are certain to have such a mark.
var (
	group    = regexp.MustCompile(`\A[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}\z`)
	millions = regexp.MustCompile(`\A[-+]?[1-9][0-9]{0,2}(,[0-9]{3}){2,}(\.[0-9]*)?\z`)
)

func (d *dialect) marks() (m marks) {
	width := 0
	for _, row := range d.rows {
		width = max(width, len(row))
	}
	for j := range width {
		m.add(columnMarks(columnTexts(d.rows, j, d.missing)))
	}
	return m
}

// columnMarks counts the marks of a column. Where less than half of the texts are numbers, those that look like some, such as a
// version among names, say nothing of the mark, and neither does the rarer mark among numbers. One of the texts may be the name.
func columnMarks(texts []string) (m marks) {
	numbers := 0
	for _, text := range texts {
		text = strings.TrimSpace(text)
		m.count(text)
		if isNumber(text, ',') || isNumber(text, '.') {
			numbers++
		}
	}
	switch {
	case 2*numbers < len(texts)-1:
		return marks{millions: m.millions, comma: m.comma}
	case m.commas > m.points:
		m.points = 0
	case m.commas < m.points:
		m.commas = 0
	}
	return m
}

func (m *marks) add(other marks) {
	m.commas += other.commas
	m.commaGroups += other.commaGroups
	m.points += other.points
	m.pointGroups += other.pointGroups
	m.millions += other.millions
	m.comma = cmp.Or(other.comma, m.comma)
}

func (m *marks) count(field string) {
	switch {
	case strings.ContainsRune(field, ',') && isNumber(field, ','):
		m.comma = field
		if group.MatchString(field) {
			m.commaGroups++
		} else {
			m.commas++
		}
	case !strings.ContainsRune(field, '.') && !strings.ContainsRune(field, ','):
	case millions.MatchString(field):
		m.millions++
	case isNumber(field, '.') && group.MatchString(field):
		m.pointGroups++
	case isNumber(field, '.'):
		m.points++
	}
}

// findDecimal finds the decimal mark. Where semicolons separate fields, commas usually stand before decimals, and
// points may separate thousands.
func (d *dialect) findDecimal() {
	if d.decimal != 0 {
		return
	}
	d.decimal = '.'
	m, semicolons := d.marks(), d.delimiter == ';'
	certain := m.commas > 0 && (semicolons || m.pointGroups == 0)
	likely := m.commaGroups > 0 && m.pointGroups == 0 && m.millions == 0 && semicolons
	if m.points == 0 && (certain || likely) {
		d.decimal = ','
	}
}
