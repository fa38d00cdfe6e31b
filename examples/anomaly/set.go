// Sets: a file as rows and labels.

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/numbers"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// A set of fewer than least rows is drawn with replacement up to least, as in the protocol. A set of more than most
// rows is drawn down to most.
const (
	least = 1000
	most  = 50_000
)

// read reads a set as the flags say, from a table whose last column is the label.
func (o *options) read(path string) (*set, error) {
	x, names, err := numbers.ReadFile(path)
	if err != nil {
		return nil, err
	}
	last, anomaly := len(names)-1, make([]bool, len(x))
	if last < 1 {
		return nil, fmt.Errorf("%s: %d columns, want at least one of data and the label", path, len(names))
	}
	for i, row := range x {
		if row[last] != 0 && row[last] != 1 {
			return nil, fmt.Errorf("%s: the last column, %q, is %v in row %d, want 0 or 1 for an anomaly", path, names[last], row[last], i+1)
		}
		x[i], anomaly[i] = row[:last:last], row[last] == 1
	}
	s, err := newSet(o.draw(len(x)), x, anomaly)
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
