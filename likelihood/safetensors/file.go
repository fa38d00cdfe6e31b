// File and Tensor, with the checks of names, shapes and lengths of data.

package safetensors

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// File is the content of a file.
type File struct {
	Metadata map[string]string // free text; nil: none
	Tensors  []Tensor          // in the order of their data
}

// Tensor is a named array of any number of dimensions; one without dimensions is a single number.
type Tensor struct {
	Name  string
	Dtype Dtype
	Shape []int
	Data  []byte // the elements, row-major, little-endian

	// WriteData, if not nil, writes the elements, and Data is ignored: a large tensor need not be in memory as bytes.
	// Tensors from Read have none.
	WriteData func(w io.Writer) error
}

// Tensor returns the tensor of a name, nil if there is none.
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

// metadataName is the key of the metadata, which no tensor may have.
const metadataName = "__metadata__"

// checkName refuses names that a header cannot hold.
func checkName(name string) error {
	if name == metadataName || !utf8.ValidString(name) {
		return &FormatError{Tensor: name, Part: "name", Value: fmt.Sprintf("%q", name), Want: "UTF-8 other than " + metadataName}
	}
	return nil
}

// check refuses a tensor whose name, dtype, shape and length of data do not fit.
func (t *Tensor) check() error {
	if err := checkName(t.Name); err != nil {
		return err
	}
	size, err := t.size()
	if err != nil {
		return err
	}
	if t.WriteData != nil {
		return nil // the length is checked when they are written
	}
	return t.checkLength(size, len(t.Data))
}

// checkLength refuses data whose length does not fit dtype and shape.
func (t *Tensor) checkLength(want, got int) error {
	if got == want {
		return nil
	}
	return &FormatError{Tensor: t.Name, Part: "data", Value: fmt.Sprintf("of %d bytes", got), Want: fmt.Sprintf("%d for a shape of %v", want, t.Shape)}
}

// size is the number of bytes for dtype and shape.
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
