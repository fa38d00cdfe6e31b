// The table that scores are written as.

package score

import (
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// layout is the columns of the output.
type layout struct {
	fields []table.Field
	files  bool     // whether rows name their file
	keep   []string // columns of the data that go along
	bounds bool
	rows   table.Table
}

// newLayout refuses names that occur twice.
func newLayout(files bool, keep []table.Field, bounds bool) (*layout, error) {
	l := &layout{files: files, bounds: bounds}
	if files {
		l.fields = append(l.fields, table.Field{Name: "file", Type: table.Text})
	}
	l.fields = append(l.fields, table.Field{Name: "row", Type: table.Integer})
	for _, f := range keep {
		l.fields, l.keep = append(l.fields, f), append(l.keep, f.Name)
	}
	l.fields = append(l.fields, table.Field{Name: "log_p"})
	if bounds {
		l.fields = append(l.fields, table.Field{Name: "bound"})
	}
	l.fields = append(l.fields, table.Field{Name: "rank"}, table.Field{Name: "flag", Type: table.Text})
	seen := map[string]bool{}
	for _, f := range l.fields {
		if seen[f.Name] {
			return nil, errors.Errorf("-keep %s: the scores have a column of this name, or it stands twice; rename it in the data", f.Name)
		}
		seen[f.Name] = true
	}
	return l, nil
}

// table is the scores of some rows of a batch, in the memory of the batch before.
func (l *layout) table(batch *table.Table, s *Scores, rows []int) (*table.Table, error) {
	l.rows.Reset(l.fields)
	next := 0
	column := func() *table.Column { next++; return l.rows.Columns[next-1] }
	if l.files {
		c := column()
		for range rows {
			c.AppendText(batch.Origin.File)
		}
	}
	c := column()
	for _, i := range rows {
		c.AppendInteger(batch.Place(i).Row)
	}
	for _, name := range l.keep {
		from, err := batch.Column(name)
		if err != nil {
			return nil, err
		}
		c := column()
		for _, i := range rows {
			c.AppendConverted(from, i)
		}
	}
	numbers := [][]float64{s.LogProb, s.Bound, s.Rank}
	if !l.bounds {
		numbers = [][]float64{s.LogProb, s.Rank}
	}
	for _, values := range numbers {
		c := column()
		for _, i := range rows {
			c.AppendNumber(values[i])
		}
	}
	c = column()
	for _, i := range rows {
		if s.Flag[i] == "" {
			c.AppendMissing()
		} else {
			c.AppendText(s.Flag[i])
		}
	}
	return &l.rows, nil
}
