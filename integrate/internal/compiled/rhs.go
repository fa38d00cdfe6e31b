package compiled

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// RHSCode is the compiled right-hand side f(t, y; extras).
type RHSCode[T graph.Float] struct {
	program      *graph.Program[T]
	t            int
	y, extras, k []int
	Run          Cost
	Timed        bool // f depends on t
}

func CompileRHS[T graph.Float](s *ode.System, p *control.Plan) (*RHSCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := InputNodes(s, b, p.Shared)
	k, err := Derivative(s, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var in, out Ports
	c := &RHSCode[T]{Timed: dependsOn(k, t), t: in.Add(t), y: in.AddAll(y), extras: in.AddAll(extras), k: out.AddAll(k)}
	c.program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b})
	if err != nil {
		return nil, errors.Wrap(err, "compiling the right-hand side")
	}
	c.Run, _ = CostOf(c.program)
	return c, nil
}

// RHS is one worker's copy of the right-hand side.
type RHS[T graph.Float] struct {
	Program      *graph.Program[T]
	Stride       int
	T            []T
	Y, Extras, K [][]T
}

func (c *RHSCode[T]) NewRHS() *RHS[T] {
	p := c.program.Clone()
	return &RHS[T]{Program: p, Stride: p.Stride(), T: Input(p, c.t),
		Y: AllInputs(p, c.y), Extras: AllInputs(p, c.extras), K: AllOutputs(p, c.k)}
}

// dependsOn says that one of some nodes depends on another.
func dependsOn(nodes []*G.Node, on *G.Node) (found bool) {
	graph.Walk(func(n *G.Node) bool {
		found = found || n == on
		return !found
	}, present(nodes)...)
	return found
}

// Load fills in n rows of a problem from row lo on, at time t.
func (f *RHS[T]) Load(p *ode.Problem[T], s *ode.System, t float64, lo, n int) {
	for i := range f.T {
		f.T[i] = T(t)
	}
	batch.LoadRows(f.Y, p.Y, s.Blocks, f.Stride, lo, n)
	batch.LoadRows(f.Extras, p.Args, s.Args, f.Stride, lo, n)
}

// inputs adds the inputs common to everything that is built from a system.
func InputNodes(s *ode.System, b *graph.Builder, shared bool) (t *G.Node, y, extras []*G.Node) {
	t = timeInput(b, "t", shared)
	for _, block := range s.Blocks {
		var n *G.Node
		if !block.Quadrature {
			n = b.Input("y."+block.Name, block.Width)
		}
		y = append(y, n)
	}
	for _, block := range s.Args {
		extras = append(extras, b.Input("x."+block.Name, block.Width))
	}
	return t, y, extras
}

// timeInput adds an input R×1, or 1×1 where the whole pack shares it.
func timeInput(b *graph.Builder, name string, shared bool) *G.Node {
	if shared {
		return b.Shared(name, 1, 1)
	}
	return b.Input(name, 1)
}

// Slope evaluates the right-hand side in the first lane: the states' blocks, one after the other.
func (f *RHS[T]) Slope() []float64 {
	var out []float64
	failed := f.Program.Run(1) != nil
	for b, y := range f.Y {
		if y == nil {
			continue
		}
		for c := range len(y) / f.Stride {
			v := 0.0
			if f.K[b] != nil {
				v = float64(f.K[b][c*f.Stride])
			}
			if failed {
				v = math.NaN()
			}
			out = append(out, v)
		}
	}
	return out
}

// Derivative adds the right-hand side at one stage and checks what Build returned.
func Derivative(s *ode.System, b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
	var k []*G.Node
	err := graph.Guard("integrate: System.Build", func() (err error) {
		k, err = s.Build(b, t, y, extras)
		return err
	})
	if err != nil {
		return nil, errors.Wrap(err, "building the right-hand side")
	}
	if err := b.Err(); err != nil {
		return nil, errors.Wrap(err, "building the right-hand side")
	}
	if len(k) != len(s.Blocks) {
		return nil, errors.Wrapf(ode.ErrSystem, "Build returned %d blocks, the system has %d", len(k), len(s.Blocks))
	}
	for i, block := range s.Blocks {
		switch {
		case k[i] == nil:
		case !hasShape(k[i], b.Rows(), block.Width):
			return nil, errors.Wrapf(ode.ErrSystem, "the derivative of block %q is %v, want %d×%d", block.Name, k[i].Shape(), b.Rows(), block.Width)
		case !b.IsPerRow(k[i]):
			return nil, errors.Wrapf(ode.ErrSystem, "the derivative of block %q does not depend on the rows; broadcast it with BroadcastRows", block.Name)
		}
	}
	return k, nil
}

func hasShape(n *G.Node, rows, cols int) bool {
	s := n.Shape()
	return s.Dims() == 2 && s[0] == rows && s[1] == cols
}
