// What a file holds, and the checks of its names, shapes and lengths of data.

package safetensors

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// File is what a file holds.
type File struct {
	Metadata map[string]string // free text; nil: none
	Tensors  []Tensor          // in the order of their data
}

// Tensor is a named array of any number of dimensions; none is a single number.
type Tensor struct {
	Name  string
	Dtype Dtype
	Shape []int
	Data  []byte // the elements row by row, little-endian

	// WriteData, where it is not nil, writes the elements in the place of Data, which is not looked at: a large tensor need not be in memory
	// as bytes. What Read reads has none.
	WriteData func(w io.Writer) error
}

// Tensor finds one by its name; nil where there is none.
func (f *File) Tensor(name string) *Tensor {
	if f == nil {
		return nil
	}
	for i := range f.Tensors {
		if f.Tensors[i].Name == name {
			return &f.Tensors[i]
		}
	}
	return nil
}

// metadataName is the key of the metadata, which no tensor can have.
const metadataName = "__metadata__"

// checkName refuses names that a header cannot hold.
func checkName(name string) error {
	if name == metadataName || !utf8.ValidString(name) {
		return &FormatError{Tensor: name, Part: "name", Value: fmt.Sprintf("%q", name), Want: "UTF-8 other than " + metadataName}
	}
	return nil
}

// check says whether name, dtype, shape and length of the data go together.
func (t *Tensor) check() error {
	if err := checkName(t.Name); err != nil {
		return err
	}
	size, err := t.size()
	if err != nil {
		return err
	}
	if t.WriteData != nil {
		return nil // counted as they are written
	}
	return t.checkLength(size, len(t.Data))
}

// checkLength refuses data that are not of the length which dtype and shape ask for.
func (t *Tensor) checkLength(want, got int) error {
	if got == want {
		return nil
	}
	return &FormatError{Tensor: t.Name, Part: "data", Value: fmt.Sprintf("of %d bytes", got), Want: fmt.Sprintf("%d for a shape of %v", want, t.Shape)}
}

// size is the number of bytes that dtype and shape ask for.
func (t *Tensor) size() (int, error) {
	width := t.Dtype.Bits()
	if width == 0 {
		return 0, &FormatError{Tensor: t.Name, Part: "dtype", Value: string(t.Dtype), Want: "one of the format, such as F32 or F64"}
	}
	n := 1
	for _, d := range t.Shape {
		if d < 0 {
			return 0, &FormatError{Tensor: t.Name, Part: "shape", Value: t.Shape, Want: "no negative numbers"}
		}
		if d > 0 && n > math.MaxInt/64/d {
			return 0, &FormatError{Tensor: t.Name, Part: "shape", Value: t.Shape, Want: "a number of elements that can be counted"}
		}
		n *= d
	}
	if n*width%8 != 0 {
		return 0, &FormatError{Tensor: t.Name, Part: "shape", Value: t.Shape, Want: fmt.Sprintf("whole bytes of elements of %d bits", width)}
	}
	return n * width / 8, nil
}
