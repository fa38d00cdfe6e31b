// The functions of events as one program.

package compiled

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Events are the compiled functions of all events.
type Events[T graph.Float] struct {
	Program *graph.Program[T]
	Inputs[T]
	Value  Ports[T] // by event
	Along  Ports[T] // inputs: dy/dt, by block
	Slope  Ports[T] // dg/dt along the solution, by event
	Sloped bool     // slopes are computed; one without a node is 0
	Timed  bool     // a function depends on t
}

// CompileEvents returns nil for a system without events.
func CompileEvents[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme) (*Events[T], error) {
	if len(s.Events) == 0 {
		return nil, nil
	}
	if c, err := compileEventsWith[T](ctx, s, p, true); err == nil || ctx.Err() != nil {
		return c, err
	}
	return compileEventsWith[T](ctx, s, p, false) // functions without a derivative are only sampled
}

func compileEventsWith[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, sloped bool) (*Events[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	t, y, args := InputNodes(s, b, p.Shared)
	var values []*G.Node
	for i := range s.Events {
		n, err := eventFunction(s, i, b, t, y, args)
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
	e := &Events[T]{Inputs: inputs[T](t, y, args), Value: portsOf[T](values), Along: portsOf[T](along), Slope: portsOf[T](slopes), Sloped: sloped,
		Timed: graph.DependsOn(t, values...)}
	var err error
	e.Program, err = compile(b, "the events", e.ports)
	return e, err
}

func (e *Events[T]) ports(w *wiring[T]) {
	e.Inputs.ports(w)
	w.outputsOf(&e.Value)
	w.inputsOf(&e.Along)
	w.outputsOf(&e.Slope)
}

// Clone is a copy for another worker.
func (e *Events[T]) Clone() *Events[T] {
	c := *e
	c.Program = clone(e.Program, c.ports)
	return &c
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
			slopes[i] = b.Scale(n, 1) // an input cannot be an output
		}
	}
	return along, slopes, b.Err()
}

// eventFunction adds the function of one event and checks it.
func eventFunction(s *ode.System, i int, b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
	e := &s.Events[i]
	if e.Function == nil {
		return nil, errors.Wrapf(ode.ErrSystem, "event %d (%q) has no function", i, e.Name)
	}
	if e.Direction < -1 || e.Direction > 1 {
		return nil, errors.Wrapf(ode.ErrSystem, "event %d (%q) has direction %d; want 1, -1, or 0 for both", i, e.Name, e.Direction)
	}
	var n *G.Node
	err := graph.Guard("integrate: Event.Function", func() (err error) {
		n, err = e.Function(b, t, y, args)
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
	return n, independent(s, b, fmt.Sprintf("the function of event %d (%q)", i, e.Name), t, y, args, []*G.Node{n})
}
