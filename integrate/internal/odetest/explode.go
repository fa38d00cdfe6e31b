// Operations that panic, or have no derivative.

package odetest

import (
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Explode is an operation on one matrix that panics when it runs.
type Explode struct{}

func (Explode) Arity() int { return 1 }
func (Explode) Type() hm.Type {
	m := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(m, m)
}
func (Explode) String() string                                   { return "explode" }
func (Explode) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return x[0].(tensor.Shape), nil }
func (Explode) Do(...G.Value) (G.Value, error)                   { panic("exploded") }
func (Explode) ReturnsPtr() bool                                 { return false }
func (Explode) CallsExtern() bool                                { return false }
func (Explode) OverwritesInput() int                             { return -1 }
func (Explode) WriteHash(h hash.Hash)                            { h.Write([]byte("explode")) }
func (Explode) Hashcode() uint32                                 { return 7 }
func (Explode) DiffWRT(n int) []bool                             { return []bool{true} }

func (Explode) SymDiff(_ G.Nodes, _, g *G.Node) (G.Nodes, error) {
	return G.Nodes{g}, nil
}

// Opaque is an operation on one matrix without a derivative. Its result is 0.
type Opaque struct{ G.Op }

func (Opaque) Arity() int                                       { return 1 }
func (Opaque) Type() hm.Type                                    { return Explode{}.Type() }
func (Opaque) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return x[0].(tensor.Shape), nil }
func (Opaque) ReturnsPtr() bool                                 { return false }
func (Opaque) CallsExtern() bool                                { return false }
func (Opaque) OverwritesInput() int                             { return -1 }
func (Opaque) WriteHash(h hash.Hash)                            { h.Write([]byte("opaque")) }
func (Opaque) Hashcode() uint32                                 { return 7 }
func (Opaque) String() string                                   { return "opaque" }
func (Opaque) Do(x ...G.Value) (G.Value, error) {
	return tensor.New(tensor.Of(x[0].Dtype()), tensor.WithShape(x[0].Shape()...)), nil
}
