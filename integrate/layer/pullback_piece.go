// The operation that cuts a matrix out of a row of numbers.

package layer

import (
	"fmt"
	"hash"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// piece cuts a matrix out of a row of numbers.
type piece struct {
	pure
	from, rows, cols int
}

func (piece) Arity() int    { return 1 }
func (piece) Type() hm.Type { return matrices(2) }
func (o piece) InferShape(...G.DimSizer) (tensor.Shape, error) {
	return tensor.Shape{o.rows, o.cols}, nil
}
func (o piece) WriteHash(h hash.Hash) { fmt.Fprint(h, o.String()) }
func (o piece) Hashcode() uint32      { return hashOf(o) }
func (o piece) String() string        { return fmt.Sprintf("Piece at %d, %d×%d", o.from, o.rows, o.cols) }
func (piece) DiffWRT(n int) []bool    { return allTrue(n) }

func (o piece) SymDiff(_ G.Nodes, y, _ *G.Node) (G.Nodes, error) {
	return nil, noSecondDerivative(o, y)
}

// Do implements gorgonia.Op. The piece is a copy, since machines add to gradients in place.
func (o piece) Do(x ...G.Value) (G.Value, error) {
	if len(x) == 1 {
		switch row := x[0].Data().(type) {
		case []float64:
			return cut(row, o)
		case []float32:
			return cut(row, o)
		}
	}
	return nil, errors.Wrapf(ode.ErrShape, "%v of %d operands, want one row of numbers", o, len(x))
}

func cut[T graph.Float](row []T, o piece) (G.Value, error) {
	if len(row) < o.from+o.rows*o.cols {
		return nil, check.Shape("the gradient", len(row), o.from+o.rows*o.cols)
	}
	data := append([]T(nil), row[o.from:][:o.rows*o.cols]...)
	return tensor.New(tensor.WithShape(o.rows, o.cols), tensor.WithBacking(data)), nil
}
