package integrate

import (
	"sync"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// instantCode is a compiled instant.
type instantCode[T graph.Float] struct {
	program          *graph.Program[T]
	t, mask, timeBar int
	y, extras, bars  []int
	yOut, xOut       []int
	tOut             int
	params           []int
}

func compileInstant[T graph.Float](s *System, p *plan, build func(*instant) error) (*instantCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	g := &instant{system: s, b: b}
	g.t, g.y, g.extras = inputNodes(s, b, p.shared)
	g.mask, g.timeBar = b.Input("mask", 1), b.Input("cotangent of time", 1)
	for _, block := range s.Blocks {
		g.bars = append(g.bars, b.Input("cotangent "+block.Name, block.Width))
	}
	if err := build(g); err != nil {
		return nil, err
	}
	var in, out ports
	c := &instantCode[T]{t: in.add(g.t), mask: in.add(g.mask), timeBar: in.add(g.timeBar), y: in.addAll(g.y),
		extras: in.addAll(g.extras), bars: in.addAll(g.bars), yOut: out.addAll(g.yOut), xOut: out.addAll(g.xOut), tOut: out.add(g.tOut)}
	perRow := len(out.nodes)
	c.params = out.addAll(g.params)
	var err error
	c.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	return c, errors.Wrap(err, "compiling the pullback of a jump or an event")
}

// instants are the pullbacks of the jumps (0 for System.Jump, then one for each event) and
// of the events of a solver, each compiled when it is first asked for.
type instants[T graph.Float] struct {
	mutex         sync.Mutex
	jumps, events map[int]*instantCode[T]
}

// jumpCode is the pullback of a jump, nil where there is no such jump.
func (s *Solver[T]) jumpCode(number int) (*instantCode[T], error) {
	jump := s.system.Jump
	if number > 0 {
		jump = s.system.Events[number-1].Jump
	}
	if jump == nil {
		return nil, nil
	}
	return s.instants.code(&s.instants.jumps, number, func() (*instantCode[T], error) {
		return compileInstant[T](s.system, s.plan, func(in *instant) error { return in.jump(jump) })
	})
}

// eventCode is the pullback of an event.
func (s *Solver[T]) eventCode(event int) (*instantCode[T], error) {
	return s.instants.code(&s.instants.events, event, func() (*instantCode[T], error) {
		return compileInstant[T](s.system, s.plan, func(in *instant) error { return in.event(s.plan, event) })
	})
}

// pullJump takes the cotangents of a place from after a jump to before it.
func (s *Solver[T]) pullJump(number int, at *place[T]) error {
	code, err := s.jumpCode(number)
	if err != nil || code == nil {
		return err
	}
	return code.pull(s, at)
}

// pullEvent takes the cotangents of a place from a time that an event sets to a fixed one.
func (s *Solver[T]) pullEvent(event int, at *place[T]) error {
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
func (i *instants[T]) code(list *map[int]*instantCode[T], number int, compile func() (*instantCode[T], error)) (*instantCode[T], error) {
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
		*list = map[int]*instantCode[T]{}
	}
	(*list)[number] = c
	return c, nil
}

// pull runs the pullback over the rows of a place, a pack at a time.
func (c *instantCode[T]) pull(s *Solver[T], at *place[T]) error {
	prog := c.program.Clone()
	f := &field[T]{program: prog, stride: prog.Stride(), t: input(prog, c.t), y: allInputs(prog, c.y), extras: allInputs(prog, c.extras)}
	mask, timeBar, bars := input(prog, c.mask), input(prog, c.timeBar), allInputs(prog, c.bars)
	yOut, xOut, tOut := allOutputs(prog, c.yOut), allOutputs(prog, c.xOut), output(prog, c.tOut)
	state := &Problem[T]{Rows: len(at.t), Y: at.y, Extras: at.extras}
	prog.Zero()
	for lo := 0; lo < len(at.t); lo += s.plan.Lanes {
		n := min(s.plan.Lanes, len(at.t)-lo)
		f.load(state, s.system, at.t[lo], lo, n)
		for b := range bars {
			clear(bars[b])
		}
		loadRows(bars, at.bar, s.system.Blocks, prog.Stride(), lo, n)
		clear(mask)
		for i := range n {
			mask[i], timeBar[i] = 1, T(at.time[lo+i])
			if i < len(f.t) {
				f.t[i] = T(at.t[lo+i])
			}
		}
		if err := prog.Run(n); err != nil {
			return err
		}
		for b, block := range s.system.Blocks {
			if yOut[b] != nil {
				storeRows(at.bar[b], yOut[b], block.Width, prog.Stride(), lo, n)
			} else if !block.Quadrature {
				clear(at.bar[b][lo*block.Width:][:n*block.Width])
			}
		}
		addLanes(at.xBar, xOut, s.system.Extras, prog.Stride(), lo, n)
		for i := 0; tOut != nil && i < min(n, len(f.t)); i++ {
			at.time[lo+i] += float64(tOut[i])
		}
	}
	if err := prog.Finish(); err != nil {
		return err
	}
	for q, port := range c.params {
		for i, v := range output(prog, port) {
			at.params[q][i] += float64(v)
		}
	}
	return nil
}

// storeRows transposes n lanes into rows from lo on.
func storeRows[T graph.Float](rows, lanes []T, width, stride, lo, n int) {
	for i := range n {
		for c := range width {
			rows[(lo+i)*width+c] = lanes[c*stride+i]
		}
	}
}
