// A random equation: decoupled linear components and one that depends on time alone, with jumps, stops and events.
package main

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// equation is y_i' = a_i y_i + b_i, and for the last component c cos ω(t − T0), with the integral of the first component.
// Its fields are in one struct since they are drawn together, and one equation is told from another by all of them.
type equation struct {
	a, b             []float64 // of the linear components, which are monotone between jumps
	c, ω             float64
	t0, t1           float64
	happenings       []happening
	jump             change
	jumps            []float64
	stops, save      []float64
	gap, least, away float64 // times, slopes and distances below which a closed form is not clear: see exact
}

// change is y_i ← keep·y_i + add.
type change struct {
	component int
	keep, add float64
}

func (c change) apply(y []float64) { y[c.component] = c.keep*y[c.component] + c.add }

// happening is an event: a component reaches a level, an argument of the row, or sin π(t − phase)/period vanishes.
type happening struct {
	component     int // −1: of time alone
	phase, period float64
	direction     int
	jump          *change
	terminal      bool
}

func (e *equation) width() int { return len(e.a) + 1 }

// randomEquation draws all but initial values and levels.
func randomEquation(rng *rand.Rand) *equation {
	e := &equation{c: rng.NormFloat64(), ω: 1 + 3*rng.Float64()}
	for range 1 + rng.IntN(3) {
		e.a = append(e.a, pick(rng, 0, 0.3, -0.2, -1)*(0.5+rng.Float64()))
		e.b = append(e.b, 1.5*rng.NormFloat64())
	}
	span := 1 + 5*rng.Float64()
	e.t0 = pick(rng, 0, 0, -3, 1e3, 1e6, 1.7e9) + float64(rng.IntN(64))/64
	e.t1 = e.t0 + pick(rng, 1., 1., -1.)*math.Round(64*span)/64
	e.gap, e.least, e.away = 2e-3*span, 0.05, 0.01
	for range rng.IntN(4) {
		e.happenings = append(e.happenings, e.randomHappening(rng, span))
	}
	e.jump = e.randomChange(rng)
	e.jumps, e.stops, e.save = e.randomTimes(rng, 3), e.randomTimes(rng, 4), e.randomTimes(rng, 6)
	return e
}

func (e *equation) randomChange(rng *rand.Rand) change {
	return change{rng.IntN(e.width()), pick(rng, 0, 0.5, -0.7, 1), rng.NormFloat64()}
}

func (e *equation) randomHappening(rng *rand.Rand, span float64) happening {
	h := happening{component: rng.IntN(len(e.a)+1) - 1, direction: pick(rng, 0, +1, -1)}
	h.phase, h.period = e.t0+span*(rng.Float64()-0.5), span*(0.08+rng.Float64())
	switch rng.IntN(4) {
	case 0, 1:
		c := e.randomChange(rng)
		h.jump = &c
	case 2:
		h.terminal = true
	}
	return h
}

// randomTimes are in order from t0 to t1, and numbers of any type.
func (e *equation) randomTimes(rng *rand.Rand, most int) (times []float64) {
	n := rng.IntN(most)
	for i := range n {
		share := (float64(i) + 0.2 + 0.6*rng.Float64()) / float64(n)
		times = append(times, e.t0+math.Round((e.t1-e.t0)*share*1024)/1024)
	}
	return times
}

// system is the equation as integrate takes it; the level of event i is column i of the argument.
func (e *equation) system() *ode.System {
	n := e.width()
	s := &ode.System{Blocks: []ode.Block{{Name: "y", Width: n}, {Name: "area", Width: 1, Quadrature: true}},
		Args: []ode.Block{{Name: "levels", Width: max(1, len(e.happenings))}}, Jump: jumpOf(&e.jump, n)}
	s.Build = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		linear := b.SliceCols(y[0], 0, n-1)
		f := b.Add(b.Mul(linear, b.Const(1, n-1, e.a)), b.Const(1, n-1, e.b))
		driven := b.Scale(b.Cos(b.Scale(b.Shift(t, -e.t0), e.ω)), e.c)
		return []*G.Node{b.ConcatCols(f, driven), b.SliceCols(y[0], 0, 1)}, b.Err()
	}
	for i, h := range e.happenings {
		s.Events = append(s.Events, h.event(i, n))
	}
	return s
}

func (h happening) event(i, width int) ode.Event {
	event := ode.Event{Direction: h.direction, Terminal: h.terminal, Optional: true}
	if h.jump != nil {
		event.Jump = jumpOf(h.jump, width)
	}
	event.Function = func(b *graph.Builder, t *G.Node, y, args []*G.Node) (*G.Node, error) {
		if h.component < 0 {
			return b.Sin(b.Scale(b.Shift(t, -h.phase), math.Pi/h.period)), b.Err()
		}
		return b.Sub(b.SliceCols(y[0], h.component, h.component+1), b.SliceCols(args[0], i, i+1)), b.Err()
	}
	return event
}

func jumpOf(c *change, width int) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
	keep, add := make([]float64, width), make([]float64, width)
	for i := range keep {
		keep[i] = 1
	}
	keep[c.component], add[c.component] = c.keep, c.add
	return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Add(b.Mul(y[0], b.Const(1, width, keep)), b.Const(1, width, add)), nil}, b.Err()
	}
}
