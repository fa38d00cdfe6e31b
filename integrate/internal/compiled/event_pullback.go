// The pullback of an event or a jump as a program.

package compiled

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// EventPullback is the compiled pullback of what happens to rows at one time: a jump, or an event
// that sets the time.
type EventPullback[T graph.Float] struct {
	Program *graph.Program[T]
	Inputs[T]
	Mask, TimeBar Port[T]
	Bars          Ports[T] // cotangents after the jump or event, by block
	YOut, ArgsOut Ports[T]
	TOut          Port[T]
	Params        Ports[T]
}

// CompileJumpPullback compiles the pullback of a jump.
func CompileJumpPullback[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, jump Jump) (*EventPullback[T], error) {
	return compileEventPullback[T](ctx, s, p, func(g *eventGraph) error { return g.jump(jump) })
}

// CompileEventPullback compiles the pullback of an event.
func CompileEventPullback[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, event int) (*EventPullback[T], error) {
	return compileEventPullback[T](ctx, s, p, func(g *eventGraph) error { return g.event(event) })
}

func compileEventPullback[T graph.Float](ctx context.Context, s *ode.System, p *control.Scheme, build func(*eventGraph) error) (*EventPullback[T], error) {
	b := graph.NewBuilder[T](p.Lanes).Within(ctx)
	g := &eventGraph{system: s, b: b}
	g.t, g.y, g.args = InputNodes(s, b, p.Shared)
	g.mask, g.timeBar = b.Input("mask", 1), b.Input("cotangent of time", 1)
	for _, block := range s.Blocks {
		g.bars = append(g.bars, b.Input("cotangent "+block.Name, block.Width))
	}
	if err := build(g); err != nil {
		return nil, err
	}
	c := &EventPullback[T]{Inputs: inputs[T](g.t, g.y, g.args), Mask: portOf[T](g.mask), TimeBar: portOf[T](g.timeBar), Bars: portsOf[T](g.bars),
		YOut: portsOf[T](g.yOut), ArgsOut: portsOf[T](g.argsOut), TOut: portOf[T](g.tOut), Params: portsOf[T](g.params)}
	var err error
	c.Program, err = compile(b, "the pullback of a jump or an event", c.ports)
	return c, err
}

func (c *EventPullback[T]) ports(w *wiring[T]) {
	w.input(&c.T)
	w.input(&c.Mask)
	w.input(&c.TimeBar)
	w.inputsOf(&c.Y)
	w.inputsOf(&c.Args)
	w.inputsOf(&c.Bars)
	w.outputsOf(&c.YOut)
	w.outputsOf(&c.ArgsOut)
	w.output(&c.TOut)
	w.sumsOf(&c.Params)
}

// Clone is a copy for another worker.
func (c *EventPullback[T]) Clone() *EventPullback[T] {
	other := *c
	other.Program = clone(c.Program, other.ports)
	return &other
}
