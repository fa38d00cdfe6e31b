package integrate

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// eventPullback is a compiled instant.
type eventPullback[T graph.Float] struct {
	program          *graph.Program[T]
	t, mask, timeBar int
	y, extras, bars  []int
	yOut, xOut       []int
	tOut             int
	params           []int
}

func compileEventPullback[T graph.Float](s *ode.System, p *control.Plan, build func(*compiled.EventPullback) error) (*eventPullback[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g := &compiled.EventPullback{System: s, B: b}
	g.T, g.Y, g.Extras = compiled.InputNodes(s, b, p.Shared)
	g.Mask, g.TimeBar = b.Input("mask", 1), b.Input("cotangent of time", 1)
	for _, block := range s.Blocks {
		g.Bars = append(g.Bars, b.Input("cotangent "+block.Name, block.Width))
	}
	if err := build(g); err != nil {
		return nil, err
	}
	var in, out compiled.Ports
	c := &eventPullback[T]{t: in.Add(g.T), mask: in.Add(g.Mask), timeBar: in.Add(g.TimeBar), y: in.AddAll(g.Y),
		extras: in.AddAll(g.Extras), bars: in.AddAll(g.Bars), yOut: out.AddAll(g.YOut), xOut: out.AddAll(g.XOut), tOut: out.Add(g.TOut)}
	perRow := len(out.Nodes)
	c.params = out.AddAll(g.Params)
	var err error
	c.program, err = graph.Compile[T](in.Nodes, out.Nodes, &graph.CompileSettings{Builder: b, Accumulate: out.Nodes[perRow:]})
	return c, errors.Wrap(err, "compiling the pullback of a jump or an event")
}

// eventPullbacks are the pullbacks of the jumps (0 for System.Jump, then one for each event) and
// of the events of a solver, each compiled when it is first asked for.
type eventPullbacks[T graph.Float] struct {
	mutex         sync.Mutex
	jumps, events map[int]*eventPullback[T]
}

// JumpCode is the pullback of a jump, nil where there is no such jump.
func (s *Solver[T]) jumpCode(number int) (*eventPullback[T], error) {
	jump := s.system.Jump
	if number > 0 {
		jump = s.system.Events[number-1].Jump
	}
	if jump == nil {
		return nil, nil
	}
	return s.eventPullbacks.code(&s.eventPullbacks.jumps, number, func() (*eventPullback[T], error) {
		return compileEventPullback[T](s.system, s.Plan, func(in *compiled.EventPullback) error { return in.Jump(jump) })
	})
}

// EventCode is the pullback of an event.
func (s *Solver[T]) eventCode(event int) (*eventPullback[T], error) {
	return s.eventPullbacks.code(&s.eventPullbacks.events, event, func() (*eventPullback[T], error) {
		return compileEventPullback[T](s.system, s.Plan, func(in *compiled.EventPullback) error { return in.Event(s.Plan, event) })
	})
}

// pullJump takes the cotangents of a place from after a jump to before it.
func (s *Solver[T]) pullJump(number int, at *boundaryState[T]) error {
	code, err := s.jumpCode(number)
	if err != nil || code == nil {
		return err
	}
	return code.pull(s, at)
}

// pullEvent takes the cotangents of a place from a time that an event sets to a fixed one.
func (s *Solver[T]) pullEvent(event int, at *boundaryState[T]) error {
	code, err := s.eventCode(event)
	if err != nil {
		return err
	}
	if err := code.pull(s, at); err != nil {
		return err
	}
	clear(at.time)
	return nil
}

// code returns what is compiled, or compiles it.
func (i *eventPullbacks[T]) code(list *map[int]*eventPullback[T], number int, compile func() (*eventPullback[T], error)) (*eventPullback[T], error) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	if c := (*list)[number]; c != nil {
		return c, nil
	}
	c, err := compile()
	if err != nil {
		return nil, err
	}
	if *list == nil {
		*list = map[int]*eventPullback[T]{}
	}
	(*list)[number] = c
	return c, nil
}

// pull runs the pullback over the rows of a place, a pack at a time.
func (c *eventPullback[T]) pull(s *Solver[T], at *boundaryState[T]) error {
	prog := c.program.Clone()
	f := &compiled.RHS[T]{Program: prog, Stride: prog.Stride(), T: compiled.Input(prog, c.t), Y: compiled.AllInputs(prog, c.y), Extras: compiled.AllInputs(prog, c.extras)}
	mask, timeBar, bars := compiled.Input(prog, c.mask), compiled.Input(prog, c.timeBar), compiled.AllInputs(prog, c.bars)
	yOut, xOut, tOut := compiled.AllOutputs(prog, c.yOut), compiled.AllOutputs(prog, c.xOut), compiled.Output(prog, c.tOut)
	state := &ode.Problem[T]{Rows: len(at.t), Y: at.y, Args: at.extras}
	prog.Zero()
	for lo := 0; lo < len(at.t); lo += s.Plan.Lanes {
		n := min(s.Plan.Lanes, len(at.t)-lo)
		f.Load(state, s.system, at.t[lo], lo, n)
		for b := range bars {
			clear(bars[b])
		}
		batch.LoadRows(bars, at.bar, s.system.Blocks, prog.Stride(), lo, n)
		clear(mask)
		for i := range n {
			mask[i], timeBar[i] = 1, T(at.time[lo+i])
			if i < len(f.T) {
				f.T[i] = T(at.t[lo+i])
			}
		}
		if err := prog.Run(n); err != nil {
			return err
		}
		for b, block := range s.system.Blocks {
			if yOut[b] != nil {
				batch.StoreRows(at.bar[b], yOut[b], block.Width, prog.Stride(), lo, n)
			} else if !block.Quadrature {
				clear(at.bar[b][lo*block.Width:][:n*block.Width])
			}
		}
		batch.AddLanes(at.xBar, xOut, s.system.Args, prog.Stride(), lo, n)
		for i := 0; tOut != nil && i < min(n, len(f.T)); i++ {
			at.time[lo+i] += float64(tOut[i])
		}
	}
	if err := prog.Finish(); err != nil {
		return err
	}
	for q, port := range c.params {
		for i, v := range compiled.Output(prog, port) {
			at.params[q][i] += float64(v)
		}
	}
	return nil
}
