package compiled

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// EventCode is the compiled functions of all events.
type EventCode[T graph.Float] struct {
	Program   *graph.Program[T]
	T         int
	Y, Extras []int
	Value     []int
	Along     []int // inputs dy/dt, by block
	Slope     []int // dg/dt along the solution
	Sloped    bool  // slopes are known; an absent one is 0
}

func CompileEvents[T graph.Float](s *ode.System, p *control.Plan) (*EventCode[T], error) {
	if len(s.Events) == 0 {
		return nil, nil
	}
	if c, err := compileEventsWith[T](s, p, true); err == nil {
		return c, nil
	}
	return compileEventsWith[T](s, p, false) // functions that have no derivative are watched all the same
}

func compileEventsWith[T graph.Float](s *ode.System, p *control.Plan, sloped bool) (*EventCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := InputNodes(s, b, p.Shared)
	var values []*G.Node
	for i := range s.Events {
		n, err := eventFunction(s, i, b, t, y, extras)
		if err != nil {
			return nil, err
		}
		values = append(values, n)
	}
	var along, slopes []*G.Node
	if sloped {
		var err error
		if along, slopes, err = eventSlopes(s, b, t, y, values); err != nil {
			return nil, err
		}
	}
	var in, out Ports
	c := &EventCode[T]{T: in.Add(t), Y: in.AddAll(y), Extras: in.AddAll(extras), Value: out.AddAll(values),
		Along: in.AddAll(along), Slope: out.AddAll(slopes), Sloped: sloped}
	var err error
	c.Program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b})
	return c, errors.Wrap(err, "compiling the events")
}

// eventSlopes adds dg/dt = ∂g/∂t + ∇g·dy/dt of each event's function, and the inputs dy/dt.
func eventSlopes(s *ode.System, b *graph.Builder, t *G.Node, y, values []*G.Node) (along, slopes []*G.Node, err error) {
	wrt, tangents := []*G.Node{t}, []*G.Node{b.Shift(b.Scale(t, 0), 1)}
	for i, block := range s.Blocks {
		if y[i] == nil {
			along = append(along, nil)
			continue
		}
		along = append(along, b.Input("slope of "+block.Name, block.Width))
		wrt, tangents = append(wrt, y[i]), append(tangents, along[i])
	}
	slopes = b.JVP(values, wrt, tangents)
	if b.Err() != nil {
		return nil, nil, errors.Wrap(b.Err(), "differentiating the events")
	}
	for i, n := range slopes {
		if n != nil {
			slopes[i] = b.Scale(n, 1) // an input is no output
		}
	}
	return along, slopes, b.Err()
}

// eventFunction adds the function of one event and checks it.
func eventFunction(s *ode.System, i int, b *graph.Builder, t *G.Node, y, extras []*G.Node) (*G.Node, error) {
	e := &s.Events[i]
	if e.Function == nil {
		return nil, errors.Wrapf(ode.ErrSystem, "event %d (%q) has no function", i, e.Name)
	}
	var n *G.Node
	err := graph.Guard("integrate: Event.Function", func() (err error) {
		n, err = e.Function(b, t, y, extras)
		return err
	})
	if err == nil {
		err = b.Err()
	}
	if err != nil {
		return nil, errors.Wrapf(err, "building event %d (%q)", i, e.Name)
	}
	if n == nil || !hasShape(n, b.Rows(), 1) || !b.IsPerRow(n) {
		return nil, errors.Wrapf(ode.ErrSystem, "the function of event %d (%q) is not a column of one number a row", i, e.Name)
	}
	return n, nil
}

// JumpCode is a compiled Jump.
type JumpCode[T graph.Float] struct {
	Program      *graph.Program[T]
	T            int
	Y, Extras, Z []int
}

func CompileJump[T graph.Float](s *ode.System, p *control.Plan, jump ode.Jump) (*JumpCode[T], error) {
	if jump == nil {
		return nil, nil
	}
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := InputNodes(s, b, p.Shared)
	z, err := jumped(s, jump, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var in, out Ports
	c := &JumpCode[T]{T: in.Add(t), Y: in.AddAll(y), Extras: in.AddAll(extras), Z: out.AddAll(z)}
	if len(out.Nodes) == 0 {
		return nil, nil
	}
	c.Program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b})
	return c, errors.Wrap(err, "compiling a jump")
}

// jumped adds a jump and checks what it returned.
func jumped(s *ode.System, jump ode.Jump, b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
	var z []*G.Node
	err := graph.Guard("integrate: a jump", func() (err error) {
		z, err = jump(b, t, y, extras)
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
			return nil, errors.Wrapf(ode.ErrSystem, "a jump makes block %q %v, want %d×%d by row", block.Name, z[i].Shape(), b.Rows(), block.Width)
		}
	}
	return z, nil
}
