// This file bounds the sizes of matrices.

package graph

import (
	"fmt"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// maxElements bounds a matrix: more is a mistake, or a forged model file, and memory that cannot be had would end the process.
const maxElements = 1 << 30

// named is a name where an operation is wanted.
type named string

func (n named) String() string { return string(n) }

// checkSize refuses sizes that no matrix has, or that memory cannot hold.
func checkSize(what fmt.Stringer, rows, cols int) error {
	want := ""
	switch {
	case rows < 1 || cols < 1:
		want = "at least 1×1"
	case rows > maxElements/cols:
		want = fmt.Sprintf("at most %d elements", maxElements)
	default:
		return nil
	}
	return errors.WithStack(&ShapeError{Op: what.String(), Got: []tensor.Shape{{rows, cols}}, Want: want})
}
