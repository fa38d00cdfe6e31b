// A system with every kind of event.

package odetest

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// Coordinate is the event function y[i] of the first block.
func Coordinate(i int) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) {
	return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.SliceCols(y[0], i, i+1), b.Err()
	}
}

// Eventful is Network with every kind of event: a jump at given times, an event that changes the state and one that
// ends some rows. All of them depend on time, constant inputs and parameters.
func Eventful(t testing.TB) *ode.System {
	sys := Network[float64](t, 2)
	bias := sys.Params.Get("bias")
	level := func(b *graph.Builder, t *G.Node, args []*G.Node, at float64) *G.Node {
		x := b.Add(b.Scale(b.SliceCols(args[0], 0, 1), 0.1), b.Scale(b.SliceCols(b.Param(bias), 0, 1), 0.3))
		return b.Shift(b.Add(x, b.Scale(t, 0.2)), at)
	}
	sys.Jump = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Add(b.Scale(b.Sin(y[0]), 0.9), b.Scale(level(b, t, args, 0), 0.1)), nil, nil}, b.Err()
	}
	sys.Events = []ode.Event{
		{Name: "kick", Function: func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
			return b.Add(b.SliceCols(y[0], 1, 2), level(b, t, args, 0.5)), b.Err()
		}, Jump: func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			shift := b.Add(b.Scale(t, 0.05), b.Scale(b.SliceCols(b.Param(bias), 1, 2), 0.2))
			return []*G.Node{b.Add(b.Scale(y[0], 0.8), shift), nil, nil}, b.Err()
		}},
		{Name: "seen", Function: Coordinate(2)},
		{Name: "end", Terminal: true, Optional: true, Function: func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
			return b.Sub(b.SliceCols(y[0], 0, 1), level(b, t, args, 0.5)), b.Err()
		}},
	}
	return sys
}

// Census counts the events of the rows, so that a test knows that they happened.
func Census(out *ode.Solution[float64]) (kicked, stopped int) {
	for row, list := range out.Events {
		for _, o := range list {
			if o.Event == 0 {
				kicked++
			}
		}
		if out.Status[row] == ode.Stopped {
			stopped++
		}
	}
	return kicked, stopped
}
