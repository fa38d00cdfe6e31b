// Patches: read from files or made, and turned from bytes to rows of 63 columns.

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"codeberg.org/sbinet/npyio/npy"
)

// side of a patch, and the columns that its rows have.
const (
	side    = 8
	columns = side*side - 1
)

// patches are the bytes of the three sets, side² for a patch.
type patches struct{ train, validation, test []uint8 }

func (o *options) patches() (*patches, error) {
	if o.data == "" {
		return discs(o.seed), nil
	}
	p := &patches{}
	for name, set := range map[string]*[]uint8{"train.npy": &p.train, "val.npy": &p.validation, "test.npy": &p.test} {
		var err error
		if *set, err = readPatches(filepath.Join(o.data, name)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func readPatches(path string) ([]uint8, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := npy.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if shape := r.Header.Descr.Shape; len(shape) != 2 || shape[1] != side*side || r.Header.Descr.Fortran {
		return nil, fmt.Errorf("%s: an array of shape %v, want N×%d, row by row", path, shape, side*side)
	}
	var all []uint8
	if err := r.Read(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}

// rows are patches with noise within their cells, their mean taken away, without the last pixel. n = 0 means all.
func rows(bytes []uint8, n int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0x7061746368))
	total := len(bytes) / (side * side)
	if n == 0 || n > total {
		n = total
	}
	x := make([][]float64, n)
	flat := make([]float64, n*columns)
	for i := range x {
		x[i] = flat[i*columns : (i+1)*columns : (i+1)*columns]
		fill(x[i], bytes[i*side*side:(i+1)*side*side], rng)
	}
	return x
}

func fill(row []float64, patch []uint8, rng *rand.Rand) {
	mean := 0.0
	var values [side * side]float64
	for j, u := range patch {
		values[j] = (float64(u) + rng.Float64()) / 256
		mean += values[j] / (side * side)
	}
	for j := range row {
		row[j] = values[j] - mean
	}
}

// whole gives a row its last pixel back: the pixels of a patch add up to zero.
func whole(row []float64) []float64 {
	sum := 0.0
	for _, v := range row {
		sum += v
	}
	return append(append([]float64(nil), row...), -sum)
}
