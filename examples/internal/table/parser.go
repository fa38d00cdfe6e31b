package table

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

// parser turns records into rows of the chosen columns.
type parser struct {
	reader *csv.Reader
	chosen []int    // indices of the columns to keep
	width  int      // fields every record must have
	names  []string // of all columns; nil without a head line
	rows   [][]float64
}

// choose finds the columns by name, else by number, in the first record.
func choose(first, columns []string) ([]int, error) {
	if len(columns) == 0 {
		all := make([]int, len(first))
		for i := range all {
			all[i] = i
		}
		return all, nil
	}
	chosen := make([]int, len(columns))
	for i, c := range columns {
		j := find(first, strings.TrimSpace(c))
		if j < 0 {
			return nil, errors.Wrapf(ErrNoColumn, "%q; there are %d: %s", c, len(first), strings.Join(first, ", "))
		}
		chosen[i] = j
	}
	return chosen, nil
}

func find(first []string, column string) int {
	for j, name := range first {
		if strings.EqualFold(strings.TrimSpace(name), column) && !isNumber(name) {
			return j
		}
	}
	if n, err := strconv.Atoi(column); err == nil && 1 <= n && n <= len(first) {
		return n - 1
	}
	return -1
}

func isNumber(field string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
	return err == nil
}

func (p *parser) isHead(record []string) bool {
	for _, j := range p.chosen {
		if !isNumber(record[j]) {
			return true
		}
	}
	return false
}

// rest reads to the end of the file.
func (p *parser) rest() (*Table, error) {
	for {
		record, err := p.reader.Read()
		if err == io.EOF {
			return p.table()
		}
		if err != nil {
			return nil, errors.WithStack(err)
		}
		if err := p.add(record); err != nil {
			return nil, err
		}
	}
}

func (p *parser) add(record []string) error {
	if len(record) != p.width {
		line, _ := p.reader.FieldPos(0)
		return errors.WithStack(&RowError{Line: line, Fields: len(record), Want: p.width})
	}
	row := make([]float64, len(p.chosen))
	for i, j := range p.chosen {
		v, err := strconv.ParseFloat(strings.TrimSpace(record[j]), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			line, _ := p.reader.FieldPos(j)
			return errors.WithStack(&FieldError{Line: line, Column: p.name(j), Value: record[j]})
		}
		row[i] = v
	}
	p.rows = append(p.rows, row)
	return nil
}

func (p *parser) table() (*Table, error) {
	if len(p.rows) == 0 {
		return nil, errors.WithStack(ErrNoRows)
	}
	t := &Table{Rows: p.rows}
	for _, j := range p.chosen {
		t.Names = append(t.Names, p.name(j))
	}
	return t, nil
}

func (p *parser) name(j int) string {
	if p.names != nil && strings.TrimSpace(p.names[j]) != "" {
		return strings.TrimSpace(p.names[j])
	}
	return "column " + strconv.Itoa(j+1)
}

// clone copies a record, strings included, out of the reader's buffer.
func clone(record []string) []string {
	out := make([]string, len(record))
	for i, s := range record {
		out[i] = strings.Clone(s)
	}
	return out
}
