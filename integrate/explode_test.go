package integrate

import (
	"hash"

	"github.com/chewxy/hm"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// explode is an operation on one matrix that panics when it runs.
type explode struct{}

func (explode) Arity() int { return 1 }
func (explode) Type() hm.Type {
	m := G.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(m, m)
}
func (explode) String() string                                   { return "explode" }
func (explode) InferShape(x ...G.DimSizer) (tensor.Shape, error) { return x[0].(tensor.Shape), nil }
func (explode) Do(...G.Value) (G.Value, error)                   { panic("exploded") }
func (explode) ReturnsPtr() bool                                 { return false }
func (explode) CallsExtern() bool                                { return false }
func (explode) OverwritesInput() int                             { return -1 }
func (explode) WriteHash(h hash.Hash)                            { h.Write([]byte("explode")) }
func (explode) Hashcode() uint32                                 { return 7 }
func (explode) DiffWRT(n int) []bool                             { return []bool{true} }

func (explode) SymDiff(_ G.Nodes, _, g *G.Node) (G.Nodes, error) {
	return G.Nodes{g}, nil
}
