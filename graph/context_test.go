// A Builder looks at its context with every operation, and Compile with every value and pass.

package graph_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// patience is a context that ends when Err has been called more than most times. It counts all calls in looks.
type patience struct {
	context.Context
	most, looks int
}

func (p *patience) Err() error {
	if p.looks++; p.looks > p.most {
		return context.Canceled
	}
	return nil
}

// chain builds a function of 2·length operations and its pullback, and compiles them.
func chain(ctx context.Context, length int) (*graph.Builder, error) {
	b := graph.NewBuilder[float64](2).Within(ctx)
	x := b.Input("x", 3)
	y := x
	for range length {
		y = b.Tanh(b.Mul(y, x))
	}
	cotangent := b.Input("cotangent", 3)
	pulled := b.VJP([]*G.Node{y}, []*G.Node{cotangent}, []*G.Node{x})
	if b.Err() != nil {
		return b, b.Err()
	}
	_, err := graph.Compile[float64]([]*G.Node{x, cotangent}, append(pulled, y), &graph.CompileSettings{Builder: b})
	return b, err
}

// TestBuildingEndsWithItsContext: wherever a context ends, building or compiling looks at it no more and ends with its
// error.
func TestBuildingEndsWithItsContext(t *testing.T) {
	const length = 10
	whole := &patience{Context: t.Context(), most: 1 << 30}
	b, err := chain(whole, length)
	if err != nil {
		t.Fatal(err)
	}
	nodes := len(b.Graph().AllNodes())
	if whole.looks < 2*nodes {
		t.Errorf("%d looks at the context for %d operations, want one for each in building and in compiling", whole.looks, nodes)
	}
	for most := range whole.looks {
		ctx := &patience{Context: t.Context(), most: most}
		b, err := chain(ctx, length)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d looks: error %v, want context.Canceled", most, err)
		}
		if n := len(b.Graph().AllNodes()); n > most {
			t.Errorf("after %d looks there are %d nodes, want a look before each", most, n)
		}
		if more := ctx.looks - most; more > 1 {
			t.Errorf("after %d looks: %d more, want one, which ends all", most, more)
		}
	}
}
