// A jump as a program.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Jump adds the state after a sudden change to a graph, as ode.System.Jump does.
type Jump func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error)

// CompileJump compiles a jump y⁺ = g(t, y⁻; args) as a right-hand side whose K is y⁺. It returns nil if the jump
// changes nothing.
func CompileJump[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, jump Jump) (*RHS[T], error) {
	if jump == nil {
		return nil, nil
	}
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	t, y, args := InputNodes(s, b, p.Shared)
	z, err := jumped(s, jump, b, t, y, args)
	if err != nil || len(present(z)) == 0 {
		return nil, err
	}
	f := &RHS[T]{Inputs: inputs[T](t, y, args), K: portsOf[T](z)}
	f.Program, err = compile(b, "a jump", f.ports)
	return f, err
}

// jumped adds a jump to a graph and checks its result.
func jumped(s *ode.System, jump Jump, b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	var z []*G.Node
	err := graph.Guard("integrate: a jump", func() (err error) {
		z, err = jump(b, t, y, args)
		return err
	})
	if err == nil {
		err = b.Err()
	}
	if err != nil {
		return nil, errors.Wrap(err, "building a jump")
	}
	if len(z) != len(s.Blocks) {
		return nil, errors.Wrapf(ode.ErrSystem, "a jump returned %d blocks, the system has %d", len(z), len(s.Blocks))
	}
	for i, block := range s.Blocks {
		switch {
		case z[i] == nil:
		case block.Quadrature:
			return nil, errors.Wrapf(ode.ErrSystem, "a jump changes quadrature %q; that is an integral", block.Name)
		case !hasShape(z[i], b.Rows(), block.Width) || !b.IsPerRow(z[i]):
			return nil, errors.Wrapf(ode.ErrSystem, "a jump gives block %q the shape %v, want (%d, %d), a row for each row of the batch; BroadcastRows makes that of a fixed row",
				block.Name, z[i].Shape(), b.Rows(), block.Width)
		}
	}
	return z, independent(s, b, "the state after a jump", t, y, args, present(z))
}
