// A field f(t, z, c; θ) as a system.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Field is f(t, z, c; θ) as the fields of package dynamics are: t is 1×1 or R×1, z
// and f are R×Dim. One that has a method CondDim and returns n > 0 gets a condition c of
// R×n, nil otherwise.
type Field interface {
	Dim() int
	Params() *graph.Params
	Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error)
}

// FromField is dz/dt = f(t, z, c; θ): one block z, and the extra input c if f reads one. What
// is wrong with f, a nil one or a method that panics, is what NewSolver says.
func FromField(f Field) (system *System) {
	var err error
	defer func() {
		if err != nil {
			system = &System{Blocks: []Block{{Name: "z", Width: 1}},
				Build: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) { return nil, err }}
		}
	}()
	defer graph.Recover("integrate: FromField", &err)
	s := &System{Blocks: []Block{{Name: "z", Width: f.Dim()}}, Params: f.Params()}
	if c, ok := f.(interface{ CondDim() int }); ok && c.CondDim() > 0 {
		s.Args = []Block{{Name: "c", Width: c.CondDim()}}
	}
	s.Build = func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
		var c *G.Node
		if len(extras) > 0 {
			c = extras[0]
		}
		k, err := f.Build(b, t, y[0], c)
		return []*G.Node{k}, err
	}
	return s
}
