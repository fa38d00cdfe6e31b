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
