package integrate

import (
	"context"
	"errors"
	"math"
	"testing"

	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// bomb panics at whatever it is asked.
type bomb struct{}

func (bomb) Dim() int              { panic("mine") }
func (bomb) Params() *graph.Params { panic("mine") }
func (bomb) Record(Record)         { panic("mine") }
func (bomb) Build(*graph.Builder, *G.Node, *G.Node, *G.Node) (*G.Node, error) {
	panic("mine")
}

// lateBomb panics in Build only.
type lateBomb struct{ bomb }

func (lateBomb) Dim() int              { return 1 }
func (lateBomb) Params() *graph.Params { return nil }

// TestNoPanicComesOut of any exported function, on the caller's goroutine: it is a
// *graph.PanicError, or the error that says what is wrong.
func TestNoPanicComesOut(t *testing.T) {
	boom := func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) { panic("mine") }
	bang := func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) { panic("mine") }
	with := func(change func(*System)) *System {
		sys := oscillator()
		change(sys)
		return sys
	}
	p := func() *Problem[float64] {
		return &Problem[float64]{T1: 1, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 0, 1}}, Times: []float64{0.5}, Jumps: []float64{0.25}}
	}
	solve := func(sys *System, settings *Settings, p *Problem[float64]) error {
		s, err := NewSolver[float64](sys, settings)
		if err == nil {
			_, err = s.Solve(t.Context(), p)
		}
		return err
	}
	atStop := func(sys *System, settings *Settings) error {
		_, err := mustSolver[float64](t, sys, settings).GradientAtStop(t.Context(), p(), func(*Stop[float64]) (float64, error) { return 0, nil }, nil)
		return err
	}
	later := func(n int) *System { // goes wrong after n calls
		sys, build, calls := oscillator(), oscillator().Build, 0
		sys.Build = func(b *graph.Builder, t *G.Node, y, extras []*G.Node) ([]*G.Node, error) {
			if calls++; calls > n {
				panic("mine")
			}
			return build(b, t, y, extras)
		}
		return sys
	}
	for name, err := range map[string]error{
		"event":            solve(with(func(s *System) { s.Events = []Event{{Function: bang}} }), nil, p()),
		"jump":             solve(with(func(s *System) { s.Jump = boom }), nil, p()),
		"jump of an event": solve(with(func(s *System) { s.Events = []Event{{Function: coordinate(0), Jump: boom}} }), nil, p()),
		"rate":             solve(SystemOf(lateBomb{}), nil, p()),
		"dimension":        solve(SystemOf(bomb{}), nil, p()),
		"no rate":          solve(SystemOf(nil), nil, p()),
		"recorder":         solve(oscillator(), &Settings{Recorder: bomb{}}, p()),
		"norm":             solve(oscillator(), &Settings{NormFunc: func([]float64) float64 { panic("mine") }}, p()),
		"inside of a step": solve(later(20), &Settings{Tableau: DOP853}, p()),
		"way back":         atStop(later(13), &Settings{Tableau: Bosh3}),
	} {
		var panicked *graph.PanicError
		if !errors.As(err, &panicked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := mustSolver[float64](t, oscillator(), nil)
	var none context.Context
	_, solved := s.Solve(none, p())
	_, backed := s.Gradient(none, &Problem[float64]{T1: 1, Rows: 1}, weighted[float64](s.System()), nil)
	_, along := s.GradientAlong(none, p(), squaresAlong, nil)
	_, stopped := s.GradientAtStop(none, p(), func(*Stop[float64]) (float64, error) { return 0, nil }, nil)
	_, unsolved := s.Solve(t.Context(), nil)
	_, noSystem := NewSolver[float64](Adjoint(nil), nil)
	var nothing *Tableau
	dense := mustSolve(t, s, &Problem[float64]{T1: 1, Rows: 1, Dense: true}).Dense
	for name, c := range map[string][2]error{
		"Solve without context":          {solved, ErrSettings},
		"Gradient without context":       {backed, ErrSettings},
		"GradientAlong without context":  {along, ErrSettings},
		"GradientAtStop without context": {stopped, ErrSettings},
		"no problem":                     {unsolved, ErrEmptyBatch},
		"no system":                      {noSystem, ErrSystem},
		"no tableau":                     {nothing.Validate(), ErrTableau},
		"dense row":                      {dense.Evaluate(make([]float64, 2), 1, 0, 0), ErrShape},
		"dense block":                    {dense.Evaluate(make([]float64, 2), 0, -1, 0), ErrShape},
		"dense width":                    {dense.Evaluate(nil, 0, 0, 0), ErrShape},
	} {
		if !errors.Is(c[0], c[1]) {
			t.Errorf("%s: %v", name, c[0])
		}
	}
	from, to := dense.Span(7)
	if from != 0 || to != 0 || len(dense.Steps(-1)) != 0 || !math.IsNaN(new(Solution[float64]).End(0)) {
		t.Error("rows that do not exist")
	}
}
