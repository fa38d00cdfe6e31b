// The sets: what comes with the module, toys, and tables from files.

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/data"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// read finds a set by its name, or path and number of columns.
func read(name string, seed uint64) ([][]float64, error) {
	if name == "zipcodes" {
		return readTable(bytes.NewReader(data.ZipCodes))
	}
	path, components, reduce := strings.Cut(name, "=")
	if !strings.Contains(path, ".csv") {
		return toy.Generate(name, 24000, seed)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	defer file.Close()
	x, err := readTable(file)
	if err != nil || !reduce {
		return x, err
	}
	n, err := strconv.Atoi(components)
	if err != nil || n < 1 || n >= len(x[0]) {
		return nil, errors.Errorf("%q components, want a number from 1 up and below the %d columns", components, len(x[0]))
	}
	return reduced(x, n)
}

// readTable reads compressed CSV of numbers; a head line is left out.
func readTable(r io.Reader) ([][]float64, error) {
	plain, err := gzip.NewReader(r)
	if err != nil {
		return nil, errors.WithStack(err)
	}
	records, err := csv.NewReader(plain).ReadAll()
	if err != nil {
		return nil, errors.WithStack(err)
	}
	var x [][]float64
	for i, record := range records {
		row := make([]float64, len(record))
		for c, text := range record {
			row[c], err = strconv.ParseFloat(text, 64)
			if err != nil && i > 0 {
				return nil, errors.WithStack(err)
			}
			if err != nil {
				row = nil
				break
			}
		}
		if row != nil {
			x = append(x, row)
		}
	}
	return x, nil
}

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
