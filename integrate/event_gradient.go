package integrate

import (
	"context"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Stop is where rows end that a terminal event stops (others end at T1), and where a loss
// writes its derivatives.
type Stop[T graph.Float] struct {
	// T is the time of each row, Y and Quad the state there, R×Width by block.
	T    []float64
	Y    [][]T
	Quad [][]float64
	// Event is the index of the event that stopped each row, or −1.
	Event []int
	// The derivatives, zero at first, of the same shapes.
	TBar    []float64
	YBar    [][]T
	QuadBar [][]float64
}

// LossAtStop is a loss of where, when and how rows end, of all rows together.
type LossAtStop[T graph.Float] func(s *Stop[T]) (float64, error)

// GradientAtStop differentiates a loss of the time at which terminal events stop the rows
// and of the state there. For an event g(t, y; c, θ) = 0 the implicit function theorem gives
//
//	dt* = −(∇g·δy + ∂g/∂c·δc + ∂g/∂θ·δθ) / (∂g/∂t + ∇g·f),
//
// δ being taken at fixed t*. The way there is solved once more with the end of each row
// given, in relative time s = (t−t₀)/(t*−t₀), and differentiated by any of the methods.
// Jumps, stops and events that change the state are not available here; a row that touches
// the event without crossing has no derivative and gets infinities.
//
// Gradient.T1 is the derivative by the end of those rows that reach it.
func (s *Solver[T]) GradientAtStop(ctx context.Context, p *Problem[T], loss LossAtStop[T], settings *GradientSettings) (*Gradient[T], error) {
	if loss == nil {
		return nil, settingsError("GradientAtStop needs a loss")
	}
	for _, e := range s.system.Events {
		if e.Jump != nil {
			return nil, errors.Wrapf(ErrSystem, "the gradient through the jump of event %q is not available", e.Name)
		}
	}
	if p != nil && len(p.Jumps) > 0 {
		return nil, errors.Wrap(ErrSystem, "the gradient up to an event through Problem.Jumps is not available")
	}
	out, err := s.Solve(ctx, p)
	if err != nil {
		return &Gradient[T]{Solution: out}, err
	}
	a := newAtStop(s, p, out)
	value := 0.0
	if err := guarded("the loss", func() (err error) { value, err = loss(&a.stop); return err }); err != nil {
		return &Gradient[T]{Solution: out}, err
	}
	if err := a.pullEvents(); err != nil {
		return &Gradient[T]{Solution: out}, err
	}
	g, err := a.pullWay(ctx, settings)
	if g != nil {
		g.Loss = value
	}
	return g, err
}

// atStop is one GradientAtStop.
type atStop[T graph.Float] struct {
	solver *Solver[T]
	p      *Problem[T]
	out    *Solution[T]
	stop   Stop[T]
	extras [][]T       // of the events, by extra
	params [][]float64 // of the events, by parameter
}

func newAtStop[T graph.Float](s *Solver[T], p *Problem[T], out *Solution[T]) *atStop[T] {
	a := &atStop[T]{solver: s, p: p, out: out, stop: Stop[T]{Y: out.Y, Quad: out.Quad, TBar: make([]float64, p.Rows)}}
	for row := range p.Rows {
		event := -1
		if n := len(out.Events); n > 0 && out.Status[row] == Stopped {
			event = out.Events[row][len(out.Events[row])-1].Event
		}
		a.stop.T, a.stop.Event = append(a.stop.T, out.End(row)), append(a.stop.Event, event)
	}
	for b := range s.system.Blocks {
		a.stop.YBar = append(a.stop.YBar, make([]T, len(out.Y[b])))
		a.stop.QuadBar = append(a.stop.QuadBar, make([]float64, len(out.Quad[b])))
	}
	for _, x := range s.system.Extras {
		a.extras = append(a.extras, make([]T, p.Rows*x.Width))
	}
	for _, n := range s.paramLengths() {
		a.params = append(a.params, make([]float64, n))
	}
	return a
}

// pullEvents turns the cotangents of time, state and quadratures at the stop into those at
// fixed time, by the implicit function theorem.
func (a *atStop[T]) pullEvents() error {
	for event, e := range a.solver.system.Events {
		if !e.Terminal {
			continue
		}
		if err := a.pullEvent(event); err != nil {
			return err
		}
	}
	return nil
}

// implicitCode is c = −(τ + Σ λ·f + Σ q̄·g)/(∂e/∂t + ∇e·f) and c times the derivatives of e.
type implicitCode[T graph.Float] struct {
	program          *graph.Program[T]
	t, timeBar, mask int
	y, extras        []int
	bar              []int
	yOut, xOut       []int
	params           []int
}

func compileImplicit[T graph.Float](s *System, p *plan, event int) (*implicitCode[T], error) {
	b := graph.NewBuilder[T](p.Lanes)
	t, y, extras := s.inputs(b, p.Control)
	e, err := s.eventFunction(event, p, b, t, y, extras)
	if err != nil {
		return nil, err
	}
	f, err := s.derivative(b, t, y, extras)
	if err != nil {
		return nil, err
	}
	timeBar, mask := b.Input("cotangent of time", 1), b.Input("mask", 1)
	var bars []*G.Node
	power := timeBar
	for i, block := range s.Blocks {
		bars = append(bars, b.Input("cotangent "+block.Name, block.Width))
		if f[i] != nil {
			power = b.Add(power, b.SumCols(b.Mul(bars[i], f[i])))
		}
	}
	states := present(y)
	var moved []*G.Node
	for i, k := range f {
		if y[i] == nil {
			continue
		}
		if k == nil {
			k = b.Scale(y[i], 0)
		}
		moved = append(moved, k)
	}
	one := b.Shift(b.Scale(t, 0), 1)
	speed := b.JVP([]*G.Node{e}, append(append([]*G.Node(nil), states...), t), append(moved, one))
	if b.Err() != nil || speed[0] == nil {
		return nil, errors.Wrapf(ErrSystem, "event %d does not change along the solution (%v)", event, b.Err())
	}
	// Outside the mask 0/1 instead of 0/0.
	rest := b.Shift(b.Neg(mask), 1)
	c := b.Neg(b.Div(b.Mul(power, mask), b.Add(b.Mul(speed[0], mask), rest)))
	params := paramNodes(b, s)
	wrt := append(append(append([]*G.Node(nil), states...), extras...), params...)
	grads := b.VJP([]*G.Node{e}, []*G.Node{c}, wrt)
	if b.Err() != nil {
		return nil, errors.Wrap(b.Err(), "differentiating an event")
	}
	var in, out ports
	code := &implicitCode[T]{t: in.add(t), timeBar: in.add(timeBar), mask: in.add(mask), y: in.addAll(y), extras: in.addAll(extras), bar: in.addAll(bars)}
	code.yOut, grads = portsOf(&out, y, grads)
	code.xOut, grads = portsOf(&out, extras, grads)
	perRow := len(out.nodes)
	code.params, _ = portsOf(&out, params, grads)
	code.program, err = graph.Compile[T](in.nodes, out.nodes, &graph.CompileSettings{Builder: b, Accumulate: out.nodes[perRow:]})
	return code, errors.Wrap(err, "compiling the derivative of an event")
}

func (a *atStop[T]) pullEvent(event int) error {
	s := a.solver
	code, err := compileImplicit[T](s.system, s.plan, event)
	if err != nil {
		return err
	}
	prog := code.program
	f := &field[T]{program: prog, stride: prog.Stride(), t: input(prog, code.t), y: allInputs(prog, code.y), extras: allInputs(prog, code.extras)}
	timeBar, mask, bars := input(prog, code.timeBar), input(prog, code.mask), allInputs(prog, code.bar)
	prog.Zero()
	state := &Problem[T]{Rows: a.p.Rows, Y: a.out.Y, Extras: a.p.Extras}
	for lo := 0; lo < a.p.Rows; lo += s.plan.Lanes {
		n := min(s.plan.Lanes, a.p.Rows-lo)
		f.load(state, s.system, 0, lo, n)
		clear(mask)
		for i := range n {
			f.t[i], timeBar[i] = T(a.stop.T[lo+i]), T(a.stop.TBar[lo+i])
			if a.stop.Event[lo+i] == event {
				mask[i] = 1
			}
		}
		a.loadBars(bars, prog.Stride(), lo, n)
		if err := prog.Run(n); err != nil {
			return err
		}
		addLanes(a.stop.YBar, allOutputs(prog, code.yOut), s.system.Blocks, prog.Stride(), lo, n)
		addLanes(a.extras, allOutputs(prog, code.xOut), s.system.Extras, prog.Stride(), lo, n)
	}
	for q, port := range code.params {
		for i, v := range output(prog, port) {
			a.params[q][i] += float64(v)
		}
	}
	return nil
}

// loadBars puts the cotangents of rows into lanes.
func (a *atStop[T]) loadBars(bars [][]T, stride, lo, n int) {
	for b, block := range a.solver.system.Blocks {
		for i := range n * block.Width {
			var v T
			if block.Quadrature {
				v = T(a.stop.QuadBar[b][lo*block.Width+i])
			} else {
				v = a.stop.YBar[b][lo*block.Width+i]
			}
			bars[b][i%block.Width*stride+i/block.Width] = v
		}
	}
}

// pullWay solves the way to the stops in relative time and goes back.
func (a *atStop[T]) pullWay(ctx context.Context, settings *GradientSettings) (*Gradient[T], error) {
	s, p := a.solver, a.p
	way, err := s.relative()
	if err != nil {
		return nil, err
	}
	start, length := make([]T, p.Rows), make([]T, p.Rows)
	for row := range p.Rows {
		start[row], length[row] = T(p.T0), T(a.stop.T[row]-p.T0)
	}
	extras := append(make([][]T, 0, len(s.system.Extras)+2), p.Extras...)
	extras = append(append(extras, make([][]T, len(s.system.Extras)-len(extras))...), start, length)
	loss := func(lo, hi int, _ [][]T, _ [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
		for b, block := range s.system.Blocks {
			if block.Quadrature {
				copy(qbar[b], a.stop.QuadBar[b][lo*block.Width:hi*block.Width])
			} else {
				copy(ybar[b], a.stop.YBar[b][lo*block.Width:hi*block.Width])
			}
		}
		return 0, nil
	}
	g, err := way.Gradient(ctx, &Problem[T]{T1: 1, Rows: p.Rows, Y: p.Y, Extras: extras}, loss, settings)
	if err != nil {
		return g, errors.Wrap(err, "the way to the events")
	}
	return a.collect(g), nil
}

// collect turns the gradient of the way into that of the problem. At a fixed end the
// length of the way shrinks as its start moves on.
func (a *atStop[T]) collect(g *Gradient[T]) *Gradient[T] {
	n := len(a.solver.system.Extras)
	g.T0, g.T1 = 0, 0
	for row := range a.p.Rows {
		g.T0 += float64(g.Extras[n][row] - g.Extras[n+1][row])
		if a.stop.Event[row] < 0 {
			g.T1 += float64(g.Extras[n+1][row]) + a.stop.TBar[row]
		}
	}
	g.Extras = g.Extras[:n]
	for e := range g.Extras {
		for i, v := range a.extras[e] {
			g.Extras[e][i] += v
		}
	}
	for q := range a.params {
		for i, v := range a.params[q] {
			g.Params[q][i] += v
		}
	}
	g.Backward.add(g.Forward)
	g.Forward, g.Solution = a.out.Stats, a.out
	return g
}

// relative returns a solver of dy/ds = L f(t₀+sL, y), s from 0 to 1, whose last two extras
// are t₀ and L of each row.
func (s *Solver[T]) relative() (*Solver[T], error) {
	n := len(s.system.Extras)
	sys := &System{Blocks: s.system.Blocks, Params: s.system.Params,
		Extras: append(append([]Block(nil), s.system.Extras...), Block{Name: "start of the way", Width: 1}, Block{Name: "length of the way", Width: 1})}
	sys.Build = func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
		start, length := extras[n], extras[n+1]
		k, err := s.system.derivative(b, b.Add(start, b.Mul(length, t)), y, extras[:n])
		if err != nil {
			return nil, err
		}
		out := make([]*G.Node, len(k))
		for i, f := range k {
			if f != nil {
				out[i] = b.Mul(f, length)
			}
		}
		return out, b.Err()
	}
	settings := s.plan.Settings
	settings.FirstStep, settings.MinStep, settings.MaxStep, settings.Recorder = 0, 0, 0, nil
	if settings.StepSize > 0 {
		return nil, settingsError("the gradient at an event needs Steps or adaptive steps, not StepSize")
	}
	way, err := NewSolver[T](sys, &settings)
	return way, errors.Wrap(err, "the way to the events")
}
