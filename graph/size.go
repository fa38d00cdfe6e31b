// The bound on the sizes of matrices.

package graph

import (
	"fmt"
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// maxElements bounds the elements of a matrix. A larger matrix is a mistake or comes from a forged model file, and a
// failed allocation would end the process. On a processor of 32 bits it leaves room for their bytes.
const maxElements = min(1<<30, math.MaxInt/16)

// named is a name as a fmt.Stringer.
type named string

func (n named) String() string { return string(n) }

// checkSize refuses sizes below 1 and matrices that are too large.
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
