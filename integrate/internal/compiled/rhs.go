// The right-hand side as a program.

package compiled

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Inputs are the inputs of the functions of a system: t, y and the constant inputs, by block.
type Inputs[T graph.Float] struct {
	T       Port[T]
	Y, Args Ports[T]
}

func (in *Inputs[T]) ports(w *wiring[T]) {
	w.input(&in.T)
	w.inputsOf(&in.Y)
	w.inputsOf(&in.Args)
}

// Load fills in n rows of a problem, from row lo on, at time t.
func (in *Inputs[T]) Load(p *ode.Problem[T], t float64, lo, n int) {
	for i := range in.T.Data {
		in.T.Data[i] = T(t)
	}
	in.Y.Load(p.Y, lo, n)
	in.Args.Load(p.Args, lo, n)
}

// RHS is the compiled right-hand side f(t, y; args).
type RHS[T graph.Float] struct {
	Program *graph.Program[T]
	Inputs[T]
	K     Ports[T]
	Run   Cost
	Timed bool // f depends on t
}

// CompileRHS compiles the right-hand side.
func CompileRHS[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme) (*RHS[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	t, y, args := InputNodes(s, b, p.Shared)
	k, err := Derivative(s, b, t, y, args)
	if err != nil {
		return nil, err
	}
	f := &RHS[T]{Inputs: inputs[T](t, y, args), K: portsOf[T](k), Timed: graph.DependsOn(t, k...)}
	if f.Program, err = compile(b, "the right-hand side", f.ports); err != nil {
		return nil, err
	}
	f.Run, _ = CostOf(f.Program)
	return f, nil
}

func inputs[T graph.Float](t *G.Node, y, args []*G.Node) Inputs[T] {
	return Inputs[T]{T: portOf[T](t), Y: portsOf[T](y), Args: portsOf[T](args)}
}

func (f *RHS[T]) ports(w *wiring[T]) {
	f.Inputs.ports(w)
	w.outputsOf(&f.K)
}

// Clone is a copy for another worker.
func (f *RHS[T]) Clone() *RHS[T] {
	c := *f
	c.Program = clone(f.Program, c.ports)
	return &c
}

// InputNodes adds the inputs that all functions of a system have.
func InputNodes(s *ode.System, b *graph.Builder, shared bool) (t *G.Node, y, args []*G.Node) {
	t = timeInput(b, "t", shared)
	for _, block := range s.Blocks {
		var n *G.Node
		if !block.Quadrature {
			n = b.Input("y."+block.Name, block.Width)
		}
		y = append(y, n)
	}
	for _, block := range s.Args {
		args = append(args, b.Input("x."+block.Name, block.Width))
	}
	return t, y, args
}

// timeInput adds an input R×1, or 1×1 if the whole pack shares it.
func timeInput(b *graph.Builder, name string, shared bool) *G.Node {
	if shared {
		return b.Shared(name, 1, 1)
	}
	return b.Input(name, 1)
}

// Slope runs the right-hand side and returns its value in the first lane: the blocks of the states, one after another.
func (f *RHS[T]) Slope() []float64 {
	var out []float64
	failed := f.Program.Run(1) != nil
	for b := range f.Y.Pack {
		for c := range f.Y.Block(b).Width {
			v := 0.0
			if k := f.K.Block(b); k.Exists() {
				v = float64(k.At(0, c))
			}
			if failed {
				v = math.NaN()
			}
			out = append(out, v)
		}
	}
	return out
}

// Derivative adds the right-hand side at one stage and checks the nodes that Build returned.
func Derivative(s *ode.System, b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
	if err := b.Err(); err != nil {
		return nil, errors.Wrap(err, "building the right-hand side")
	}
	var k []*G.Node
	err := graph.Guard("integrate: System.Build", func() (err error) {
		k, err = s.Build(b, t, y, args)
		return err
	})
	if first := b.Err(); first != nil { // Build's error may be a consequence of the Builder's
		err = first
	}
	if err != nil {
		return nil, errors.Wrap(err, "building the right-hand side")
	}
	if len(k) != len(s.Blocks) {
		return nil, errors.Wrapf(ode.ErrSystem, "Build returned %d blocks, the system has %d", len(k), len(s.Blocks))
	}
	for i, block := range s.Blocks {
		switch {
		case k[i] == nil:
		case !hasShape(k[i], b.Rows(), block.Width):
			return nil, errors.Wrapf(ode.ErrSystem, "the derivative of block %q has shape %v, want (%d, %d), a row for each row of the batch; BroadcastRows makes that of a fixed row",
				block.Name, k[i].Shape(), b.Rows(), block.Width)
		case !b.IsPerRow(k[i]):
			if err := check.NotByRow(b, "the derivative of block "+block.Name, k[i]); err != nil {
				return nil, err
			}
			return nil, errors.Wrapf(ode.ErrSystem, "the derivative of block %q does not depend on the rows; broadcast it with BroadcastRows", block.Name)
		}
	}
	return k, nil
}

func hasShape(n *G.Node, rows, cols int) bool {
	s := n.Shape()
	return s.Dims() == 2 && s[0] == rows && s[1] == cols
}
