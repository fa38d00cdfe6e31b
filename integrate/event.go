package integrate

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Jump adds what a sudden change makes of the state: y⁺ = g(t, y⁻; extras, θ), with the
// shapes of System.Build. A nil entry of the result leaves that block as it is; those of
// quadratures must be nil.
type Jump func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error)

// Direction says which changes of sign of an event's function count, in the direction of
// integration.
type Direction int8

// Directions of an Event.
const (
	Either  Direction = 0
	Rising  Direction = 1
	Falling Direction = -1
)

// Event is something that happens where a function g(t, y) changes sign. It is located on
// the method's interpolant, to the rounding of the number type; g is looked at five times
// a step, so changes of sign that undo each other faster than that can be missed
// (Settings.MaxStep helps). A zero at the very start is no event.
//
// Where an event is terminal or has a Jump, the step is repeated so that it ends there;
// the first try then counts as rejected. This needs PerRow control.
type Event struct {
	Name string
	// Function adds g to a graph: R×1. It gets what System.Build gets.
	Function  func(b *graph.Builder, t *G.Node, y, extras []*G.Node) (*G.Node, error)
	Direction Direction
	// Terminal ends the row; its Status is then Stopped. A row that reaches T1 without any
	// terminal event has Status NoEvent, which is an error, unless Optional.
	Terminal, Optional bool
	// Jump changes the state where the event happens; nil leaves it.
	Jump Jump
}

// lands says that steps must end on the event.
func (e *Event) lands() bool { return e.Terminal || e.Jump != nil }

// Occurrence is an event that happened to a row.
type Occurrence[T graph.Float] struct {
	// Event is the index in System.Events.
	Event int
	T     float64
	// Y holds for each state its numbers at T, before a jump; nil for a quadrature.
	Y [][]T
}

// eventCode is the compiled functions of all events.
type eventCode[T graph.Float] struct {
	program   *graph.Program[T]
	t         int
	y, extras []int
	value     []int
}

func compileEvents[T graph.Float](s *System, p *plan) (*eventCode[T], error) {
	if len(s.Events) == 0 {
		return nil, nil
	}
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := inputNodes(s, b, p.shared)
	var values []*G.Node
	for i := range s.Events {
		n, err := eventFunction(s, i, b, t, y, extras)
		if err != nil {
			return nil, err
		}
		values = append(values, n)
	}
	var in, out ports
	c := &eventCode[T]{t: in.add(t), y: in.addAll(y), extras: in.addAll(extras), value: out.addAll(values)}
	var err error
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b})
	return c, errors.Wrap(err, "compiling the events")
}

// eventFunction adds the function of one event and checks it.
func eventFunction(s *System, i int, b *graph.Builder, t *G.Node, y, extras []*G.Node) (*G.Node, error) {
	e := &s.Events[i]
	if e.Function == nil {
		return nil, errors.Wrapf(ErrSystem, "event %d (%q) has no function", i, e.Name)
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
		return nil, errors.Wrapf(ErrSystem, "the function of event %d (%q) is not a column of one number a row", i, e.Name)
	}
	return n, nil
}

// jumpCode is a compiled Jump.
type jumpCode[T graph.Float] struct {
	program      *graph.Program[T]
	t            int
	y, extras, z []int
}

func compileJump[T graph.Float](s *System, p *plan, jump Jump) (*jumpCode[T], error) {
	if jump == nil {
		return nil, nil
	}
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := inputNodes(s, b, p.shared)
	z, err := jumped(s, jump, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	var in, out ports
	c := &jumpCode[T]{t: in.add(t), y: in.addAll(y), extras: in.addAll(extras), z: out.addAll(z)}
	if len(out.nodes) == 0 {
		return nil, nil
	}
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b})
	return c, errors.Wrap(err, "compiling a jump")
}

// jumped adds a jump and checks what it returned.
func jumped(s *System, jump Jump, b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
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
		return nil, errors.Wrapf(ErrSystem, "a jump returned %d blocks, the system has %d", len(z), len(s.Blocks))
	}
	for i, block := range s.Blocks {
		switch {
		case z[i] == nil:
		case block.Quadrature:
			return nil, errors.Wrapf(ErrSystem, "a jump changes quadrature %q; that is an integral", block.Name)
		case !hasShape(z[i], b.Rows(), block.Width) || !b.IsPerRow(z[i]):
			return nil, errors.Wrapf(ErrSystem, "a jump makes block %q %v, want %d×%d by row", block.Name, z[i].Shape(), b.Rows(), block.Width)
		}
	}
	return z, nil
}
