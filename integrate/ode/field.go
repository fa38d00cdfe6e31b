// A field f(t, z, c; θ) as a system.

package ode

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Field is a field f(t, z, c; θ), such as those of package dynamics: t is 1×1 or R×1, z and f are R×Dim. If it has a
// method CondDim that returns n > 0, it gets a condition c of R×n, otherwise a nil c. A parameter that Build reads and
// Params does not have is frozen: it has no gradient, and is in no file.
type Field interface {
	Dim() int
	Params() *graph.Params
	Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error)
}

// FromField returns the system dz/dt = f(t, z, c; θ) with one block z, and the constant input c if f reads one. A nil f
// or a method that panics becomes an error of NewSolver.
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
	s.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
		var c *G.Node
		if len(args) > 0 {
			c = args[0]
		}
		k, err := f.Build(b, t, y[0], c)
		return []*G.Node{k}, err
	}
	return s
}
