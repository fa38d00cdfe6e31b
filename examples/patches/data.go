// Patches: read from files or made, and turned from bytes to rows of 63 frequencies.

package main

import (
	"bufio"
	"errors"
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
	if n := len(p.test) / (side * side); n < shown {
		return nil, fmt.Errorf("%s: test.npy has %d patches, want %d or more", o.data, n, shown)
	}
	return p, nil
}

func readPatches(path string) ([]uint8, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := npy.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if shape := r.Header.Descr.Shape; len(shape) != 2 || shape[1] != side*side || r.Header.Descr.Fortran {
		return nil, fmt.Errorf("%s: an array of shape %v, want N×%d, row by row", path, shape, side*side)
	}
	var all []uint8
	if err := r.Read(&all); errors.Is(err, npy.ErrTypeMismatch) {
		return nil, fmt.Errorf("%s: an array of %s, want grey levels from 0 to 255 as bytes, uint8", path, r.Header.Descr.Type)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}

// frequencies are patches with noise within their cells, transformed; n of them, evenly spaced, or all where n is 0.
func frequencies(bytes []uint8, n int, seed uint64) [][]float64 {
	total := len(bytes) / (side * side)
	if n == 0 || n > total {
		n = total
	}
	x := make([][]float64, n)
	flat := make([]float64, n*columns)
	for i := range x {
		x[i] = flat[i*columns : (i+1)*columns : (i+1)*columns]
		noisy(x[i], bytes, i*total/n, seed)
	}
	return x
}

// noisy stores the frequencies of a patch, with noise of its own for each seed.
func noisy(dst []float64, bytes []uint8, at int, seed uint64) {
	patch := dequantised(bytes[at*side*side:(at+1)*side*side], rand.NewPCG(seed, uint64(at)))
	transform(dst, &patch)
}

// dequantised draws each pixel uniformly from its cell.
func dequantised(patch []uint8, source rand.Source) (values [side * side]float64) {
	rng := rand.New(source)
	for j, u := range patch {
		values[j] = (float64(u) + rng.Float64()) / 256
	}
	return values
}

// shuffle puts patches in random order: in files those of one image may stand together.
func shuffle(patches []uint8, seed uint64) {
	rng, swap := rand.New(rand.NewPCG(seed, 0x73687566)), [side * side]uint8{}
	at := func(i int) []uint8 { return patches[i*side*side : (i+1)*side*side] }
	rng.Shuffle(len(patches)/(side*side), func(i, j int) {
		copy(swap[:], at(i))
		copy(at(i), at(j))
		copy(at(j), swap[:])
	})
}
