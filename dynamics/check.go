// Checks of the arguments of Build and of results of users' functions.

package dynamics

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// checkArguments refuses arguments of Build that a field of this dimension cannot take.
func checkArguments(f Field, b *graph.Builder, t, z, c *G.Node) error {
	if err := b.Err(); err != nil { // nodes that are nil may be a consequence of this error
		return err
	}
	if t == nil || z == nil {
		return errors.Wrap(graph.ErrNilNode, "dynamics: t or z")
	}
	if f.Params().Dtype() != b.Dtype() {
		return &graph.DtypeError{Place: "dynamics: builder", Got: b.Dtype(), Want: f.Params().Dtype()}
	}
	rows, err := checkState(z, f.Dim())
	if err != nil {
		return err
	}
	if shape := t.Shape(); len(shape) != 2 || shape[1] != 1 || shape[0] != 1 && shape[0] != rows {
		return shapeError("t", shape, fmt.Sprintf("1×1 or %d×1", rows))
	}
	return checkCondition(c, rows, CondDim(f))
}

func checkState(z *G.Node, dim int) (rows int, err error) {
	shape := z.Shape()
	if len(shape) != 2 || shape[1] != dim {
		return 0, shapeError("z", shape, fmt.Sprintf("R×%d", dim))
	}
	return shape[0], nil
}

func checkCondition(c *G.Node, rows, width int) error {
	switch {
	case c == nil && width == 0:
		return nil
	case c == nil:
		return shapeError("no condition c", nil, fmt.Sprintf("%d×%d", rows, width))
	case width == 0:
		return shapeError("condition c", c.Shape(), "none: the field has no condition")
	}
	if shape := c.Shape(); len(shape) != 2 || shape[0] != rows || shape[1] != width {
		return shapeError("condition c", shape, fmt.Sprintf("%d×%d", rows, width))
	}
	return nil
}

// checkResult refuses a result of a user's function that is not a derivative of z.
func checkResult(y, z *G.Node) error {
	if y == nil {
		return errors.Wrap(graph.ErrNilNode, "dynamics: result of the function")
	}
	if y.Graph() != z.Graph() {
		return errors.Wrap(graph.ErrDifferentGraphs, "dynamics: result of the function")
	}
	want := z.Shape()
	if !y.Shape().Eq(want) || len(y.Shape()) != 2 {
		return shapeError("result of the function", y.Shape(), fmt.Sprintf("%d×%d, as z", want[0], want[1]))
	}
	if y.Dtype() != z.Dtype() {
		return &graph.DtypeError{Place: "dynamics: result of the function", Got: y.Dtype(), Want: z.Dtype()}
	}
	return nil
}

func shapeError(place string, got tensor.Shape, want string) error {
	e := &graph.ShapeError{Op: "dynamics: " + place, Want: want}
	if got != nil {
		e.Got = []tensor.Shape{got}
	}
	return e
}
