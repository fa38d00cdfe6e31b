// Sets: a file as rows and labels.

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A set of fewer than least rows is drawn with replacement up to least, as in the protocol. A set of more than most rows is drawn
// down to most.
const (
	least = 1000
	most  = 50_000
)

// read reads a set as the flags say, from a table whose last column is the label.
func (o *options) read(path string) (*set, error) {
	t, err := table.ReadFile(path, nil)
	if err != nil {
		return nil, err
	}
	if len(t.Columns) < 2 {
		return nil, fmt.Errorf("%s: %d columns, want at least one of data and the label", path, len(t.Columns))
	}
	n := t.Columns[0].Len()
	x, anomaly := make([][]float64, n), make([]bool, n)
	for i := range x {
		x[i] = make([]float64, len(t.Columns)-1)
	}
	for j, c := range t.Columns {
		if !c.Type.IsNumeric() {
			return nil, fmt.Errorf("%s: column %q holds %v, want numbers", path, c.Name, c.Type)
		}
		for i, v := range c.Numbers {
			switch {
			case j < len(t.Columns)-1:
				x[i][j] = v
			case v != 0 && v != 1:
				return nil, fmt.Errorf("%s: the last column, %q, is %v in row %d, want 0 or 1 for an anomaly", path, c.Name, v, i+1)
			default:
				anomaly[i] = v == 1
			}
		}
	}
	s, err := newSet(o.draw(n), x, anomaly)
	return s, errors.WithMessage(err, path)
}

// lastColumn is the name of the last column of a file.
func lastColumn(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	r, err := table.NewReader(file, path, nil)
	if err != nil {
		return "", err
	}
	fields := r.Fields()
	return fields[len(fields)-1].Name, nil
}

// draw are the rows of the table that make the set: in the order drawn for a small table, in the table's order for a large
// one.
func (o *options) draw(n int) []int {
	rng := rand.New(rand.NewPCG(o.seed, 0x616e6f6d))
	rows := rng.Perm(n)[:min(n, most)]
	slices.Sort(rows)
	if n >= least || n == 0 || o.plain {
		return rows
	}
	drawn := make([]int, least)
	for i := range drawn {
		drawn[i] = rng.IntN(n)
	}
	return drawn
}
