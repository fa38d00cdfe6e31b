// The cost of comparing a field's methods.

package rhs_test

import (
	"hash"
	"testing"

	"github.com/chewxy/hm"
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// counter is an operation that returns its operand and counts how often.
type counter struct{ n *int }

func (counter) Arity() int { return 1 }
func (counter) Type() hm.Type {
	return hm.NewFnType(hm.TypeVariable('a'), hm.TypeVariable('a'))
}
func (counter) InferShape(s ...G.DimSizer) (tensor.Shape, error) { return s[0].(tensor.Shape), nil }
func (c counter) Do(x ...G.Value) (G.Value, error)               { *c.n++; return x[0], nil }
func (counter) ReturnsPtr() bool                                 { return false }
func (counter) CallsExtern() bool                                { return false }
func (counter) OverwritesInput() int                             { return -1 }
func (counter) WriteHash(h hash.Hash)                            { h.Write([]byte("counter")) }
func (counter) Hashcode() uint32                                 { return 83 }
func (counter) String() string                                   { return "counter" }

// counted counts the evaluations of its diagonal.
type counted struct {
	*dynamics.Hollow
	n *int
}

func (c counted) BuildDiagonal(b *graph.Builder, t, z, cond *G.Node) (f, diagonal *G.Node, err error) {
	f, diagonal, err = c.Hollow.BuildDiagonal(b, t, z, cond)
	return f, b.Apply(counter{c.n}, diagonal), err
}

// TestOnePointComparesJacobians: the trace, which costs a product for each column, is computed at one of the points alone.
func TestOnePointComparesJacobians(t *testing.T) {
	h, err := dynamics.NewHollow(3, &dynamics.HollowSettings{Conditioner: dynamics.MLPSettings{Float64: true}})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := rhs.Check[float64](counted{h, &n}, false, 0, 1); err != nil {
		t.Fatal(err)
	}
	if n != 1 {
		t.Errorf("the diagonal is computed %d times, want once", n)
	}
}
