// No panic comes out of an exported function.

package integrate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// bomb is a Field all of whose methods panic.
type bomb struct{}

func (bomb) Dim() int              { panic("mine") }
func (bomb) Params() *graph.Params { panic("mine") }
func (bomb) Build(*graph.Builder, *G.Node, *G.Node, *G.Node) (*G.Node, error) {
	panic("mine")
}

// lateBomb is a Field of which only Build panics.
type lateBomb struct{ bomb }

func (lateBomb) Dim() int              { return 1 }
func (lateBomb) Params() *graph.Params { return nil }

// TestNoPanicComesOut: no panic comes out of an exported function. A panic of the user's code is a *graph.PanicError, and a
// wrong argument is the error that says what is wrong.
func TestNoPanicComesOut(t *testing.T) {
	boom := func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) { panic("mine") }
	bang := func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) { panic("mine") }
	with := func(change func(*ode.System)) *ode.System {
		sys := oscillator()
		change(sys)
		return sys
	}
	p := func() *ode.Problem[float64] {
		return &ode.Problem[float64]{T1: 1, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 0, 1}}, SaveAt: []float64{0.5}, JumpTimes: []float64{0.25}}
	}
	solve := func(sys *ode.System, settings *integrate.Settings, p *ode.Problem[float64]) error {
		s, err := integrate.NewSolver[float64](sys, settings)
		if err == nil {
			_, err = s.Solve(t.Context(), p)
		}
		return err
	}
	atStop := func(sys *ode.System, settings *integrate.Settings) error {
		_, err := mustSolver[float64](t, sys, settings).GradientAtEvent(t.Context(), p(), func(*integrate.EventState[float64]) (float64, error) { return 0, nil }, nil)
		return err
	}
	later := func(n int) *ode.System { // Build panics after n calls
		sys, build, calls := oscillator(), oscillator().Build, 0
		sys.Build = func(b *graph.Builder, t *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			if calls++; calls > n {
				panic("mine")
			}
			return build(b, t, y, args)
		}
		return sys
	}
	for name, err := range map[string]error{
		"event":            solve(with(func(s *ode.System) { s.Events = []ode.Event{{Function: bang}} }), nil, p()),
		"jump":             solve(with(func(s *ode.System) { s.Jump = boom }), nil, p()),
		"jump of an event": solve(with(func(s *ode.System) { s.Events = []ode.Event{{Function: odetest.Coordinate(0), Jump: boom}} }), nil, p()),
		"rate":             solve(ode.FromField(lateBomb{}), nil, p()),
		"dimension":        solve(ode.FromField(bomb{}), nil, p()),
		"no rate":          solve(ode.FromField(nil), nil, p()),
		"recorder":         solve(oscillator(), &integrate.Settings{Recorder: func(integrate.Record) { panic("mine") }}, p()),
		"norm":             solve(oscillator(), &integrate.Settings{NormFunc: func([]float64) float64 { panic("mine") }}, p()),
		"inside of a step": solve(later(20), &integrate.Settings{Tableau: tableau.DOP853}, p()),
		"backwards":        atStop(later(13), &integrate.Settings{Tableau: tableau.Bosh3}),
	} {
		var panicked *graph.PanicError
		if !errors.As(err, &panicked) {
			t.Errorf("%s: %v, want a *graph.PanicError", name, err)
		}
	}
	sys := oscillator()
	s := mustSolver[float64](t, sys, nil)
	var none context.Context
	_, solved := s.Solve(none, p())
	_, backed := s.Gradient(none, &ode.Problem[float64]{T1: 1, Rows: 1}, odetest.Weighted[float64](sys), nil)
	_, along := s.GradientOfTrajectory(none, p(), squaresAlong, nil)
	_, stopped := s.GradientAtEvent(none, p(), func(*integrate.EventState[float64]) (float64, error) { return 0, nil }, nil)
	_, unsolved := s.Solve(t.Context(), nil)
	_, noSystem := integrate.NewSolver[float64](nil, nil)
	var nothing *tableau.Tableau
	dense := mustSolve(t, s, &ode.Problem[float64]{T1: 1, Rows: 1, Dense: true}).Dense
	_, noRow := dense.At(nil, 1, 0, 0)
	_, noBlock := dense.At(nil, 0, -1, 0)
	_, noRoom := dense.At([]float64{}, 0, 0, 0)
	for name, c := range map[string][2]error{
		"Solve without context":                {solved, integrate.ErrSettings},
		"Gradient without context":             {backed, integrate.ErrSettings},
		"GradientOfTrajectory without context": {along, integrate.ErrSettings},
		"GradientAtEvent without context":      {stopped, integrate.ErrSettings},
		"no problem":                           {unsolved, ode.ErrShape},
		"no system":                            {noSystem, ode.ErrSystem},
		"no tableau":                           {nothing.Validate(), tableau.ErrTableau},
		"dense row":                            {noRow, ode.ErrShape},
		"dense block":                          {noBlock, ode.ErrShape},
		"dense width":                          {noRoom, ode.ErrShape},
	} {
		if !errors.Is(c[0], c[1]) {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
	if steps := dense.Steps(-1); len(steps) != 0 {
		t.Errorf("row -1 has the steps %v, want none", steps)
	}
}
