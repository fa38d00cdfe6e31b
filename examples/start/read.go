// The sets: what comes with the module, toys, and tables from files.

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/data"
	"github.com/gorgoflow/gorgoflow/examples/internal/numbers"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all" // whatever format a file has
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// leastRows leave ten rows to choose by and ten that are used for nothing.
const leastRows = 100

// A set has a name and rows; rows are nil for a toy set, which each seed draws anew.
type set struct {
	name string
	rows [][]float64
}

// builtIn is a set that needs no file.
func builtIn(name string) (*set, error) {
	const zipCodes = "zipcodes"
	if name != zipCodes {
		if !slices.Contains(toy.Names(), name) {
			return nil, errors.Errorf("%q, want some of %s and %s; files are arguments without a flag", name, zipCodes, strings.Join(toy.Names(), ", "))
		}
		return &set{name: name}, nil
	}
	r, err := table.NewReader(bytes.NewReader(data.ZipCodes), name, nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t, err := table.ReadRest(r)
	if err != nil {
		return nil, err
	}
	x, err := numbers.Rows(t)
	return &set{name, x}, err
}

// readSet reads a file, FILE or FILE=COMPONENTS. Names of files and folders may have a = of their own, as those of partitions,
// date=2024-01-01, have.
func readSet(argument string) (*set, error) {
	path, components, reduce := argument, "", false
	if at := strings.LastIndex(argument, "="); at >= 0 && !isFile(argument) {
		path, components, reduce = argument[:at], argument[at+1:], true
	}
	x, _, err := numbers.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(x) < leastRows {
		return nil, errors.Errorf("%s: %d rows, want %d or more", path, len(x), leastRows)
	}
	s := &set{filepath.Base(argument), x}
	if !reduce {
		return s, nil
	}
	n, err := strconv.Atoi(components)
	if err != nil || n < 1 || n >= len(x[0]) {
		return nil, errors.Errorf("%s: %q components, want from 1 to %d, all columns but the last", path, components, len(x[0])-1)
	}
	s.rows, err = reduced(x, n)
	return s, errors.WithMessage(err, path)
}

func isFile(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// points are the rows in an order of their own.
func (s *set) points(seed uint64) ([][]float64, error) {
	const points = 24000
	if s.rows == nil {
		return toy.Generate(s.name, points, seed)
	}
	return slices.Clone(s.rows), nil
}

// label names a set and a seed in the table.
func (s *set) label(seed uint64) string { return fmt.Sprintf("%s, %d", s.name, seed) }

// reduced are the first principal components of all columns but the last one, a label.
func reduced(x [][]float64, n int) ([][]float64, error) {
	width := len(x[0]) - 1
	all := mat.NewDense(len(x), width, nil)
	for i, row := range x {
		all.SetRow(i, row[:width])
	}
	var pc stat.PC
	if !pc.PrincipalComponents(all, nil) {
		return nil, errors.New("no principal components")
	}
	var vectors, product mat.Dense
	pc.VectorsTo(&vectors)
	product.Mul(all, vectors.Slice(0, width, 0, n))
	out := make([][]float64, len(x))
	for i := range out {
		out[i] = mat.Row(nil, i, &product)
	}
	return out, nil
}
