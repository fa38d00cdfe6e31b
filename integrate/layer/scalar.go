// Operations between scalars and 1×1 matrices, and what all operations of the package have in common.

package layer

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pure is embedded in every op of the package: none overwrites its operands or calls foreign code.
type pure struct{}

// ReturnsPtr implements gorgonia.Op.
func (pure) ReturnsPtr() bool { return false }

// CallsExtern implements gorgonia.Op.
func (pure) CallsExtern() bool { return false }

// OverwritesInput implements gorgonia.Op: operands are never overwritten.
func (pure) OverwritesInput() int { return -1 }

func hashOf(op G.Op) uint32 {
	h := fnv.New32a()
	op.WriteHash(h)
	return h.Sum32()
}

func matrixType() hm.Type { return G.TensorType{Dims: 2, Of: hm.TypeVariable('a')} }

// asMatrix turns a scalar into a 1×1 matrix.
type asMatrix struct{ pure }

func (asMatrix) Arity() int                                     { return 1 }
func (asMatrix) Type() hm.Type                                  { return hm.NewFnType(hm.TypeVariable('a'), matrixType()) }
func (asMatrix) InferShape(...G.DimSizer) (tensor.Shape, error) { return tensor.Shape{1, 1}, nil }
func (asMatrix) WriteHash(h hash.Hash)                          { fmt.Fprint(h, "gorgoflow scalar to matrix") }
func (o asMatrix) Hashcode() uint32                             { return hashOf(o) }
func (asMatrix) String() string                                 { return "AsMatrix" }
func (asMatrix) DiffWRT(int) []bool                             { return []bool{true} }
func (asMatrix) SymDiff(_ G.Nodes, _, g *G.Node) (G.Nodes, error) {
	n, err := graph.Apply(asScalar{}, g)
	return G.Nodes{n}, err
}

func (asMatrix) Do(x ...G.Value) (G.Value, error) {
	v, err := single(x)
	if err != nil {
		return nil, err
	}
	return column(x[0].Dtype(), 1, v), nil
}

// asScalar turns a 1×1 matrix into a scalar.
type asScalar struct{ pure }

func (asScalar) Arity() int                                     { return 1 }
func (asScalar) Type() hm.Type                                  { return hm.NewFnType(matrixType(), hm.TypeVariable('a')) }
func (asScalar) InferShape(...G.DimSizer) (tensor.Shape, error) { return tensor.ScalarShape(), nil }
func (asScalar) WriteHash(h hash.Hash)                          { fmt.Fprint(h, "gorgoflow matrix to scalar") }
func (o asScalar) Hashcode() uint32                             { return hashOf(o) }
func (asScalar) String() string                                 { return "AsScalar" }
func (asScalar) DiffWRT(int) []bool                             { return []bool{true} }
func (asScalar) SymDiff(_ G.Nodes, _, g *G.Node) (G.Nodes, error) {
	n, err := graph.Apply(asMatrix{}, g)
	return G.Nodes{n}, err
}

func (asScalar) Do(x ...G.Value) (G.Value, error) {
	v, err := single(x)
	if err != nil {
		return nil, err
	}
	if x[0].Dtype() == tensor.Float32 {
		return G.NewF32(float32(v)), nil
	}
	return G.NewF64(v), nil
}

// single reads the one number of a single value.
func single(x []G.Value) (float64, error) {
	if len(x) != 1 || x[0] == nil || x[0].Shape().TotalSize() > 1 {
		return 0, errors.Wrapf(ode.ErrShape, "%d operands, want one number", len(x))
	}
	switch v := x[0].Data().(type) {
	case float64:
		return v, nil
	case float32:
		return float64(v), nil
	case []float64:
		return v[0], nil
	case []float32:
		return float64(v[0]), nil
	}
	return 0, &graph.DtypeError{Place: "operand", Got: x[0].Dtype(), Want: tensor.Float64}
}
