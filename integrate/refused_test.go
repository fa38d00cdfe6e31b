// Problems, settings and systems that cannot be used are refused by name.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

func TestProblemsRefused(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	ok := []float64{1, 0}
	cases := map[string]struct {
		problem *ode.Problem[float64]
		want    error
	}{
		"nil":              {nil, ode.ErrShape},
		"empty":            {&ode.Problem[float64]{T1: 1}, ode.ErrShape},
		"no interval":      {&ode.Problem[float64]{T0: 1, T1: 1, Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"NaN end":          {&ode.Problem[float64]{T1: math.NaN(), Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"infinite end":     {&ode.Problem[float64]{T1: math.Inf(1), Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"endless":          {&ode.Problem[float64]{T0: -1e308, T1: 1e308, Rows: 1, Y: [][]float64{ok}}, ode.ErrInterval},
		"wrong width":      {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1, 2, 3}}}, ode.ErrShape},
		"too many blocks":  {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{ok, ok}}, ode.ErrShape},
		"unexpected input": {&ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{ok}, Args: [][]float64{ok}}, ode.ErrShape},
	}
	for name, c := range cases {
		if _, err := s.Solve(t.Context(), c.problem); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestTimesOfSinglePrecision: an interval beyond the numbers of float32, in which steps are computed, is refused, and one
// just within them is not.
func TestTimesOfSinglePrecision(t *testing.T) {
	decay := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Neg(y) })
	s := mustSolver[float32](t, decay, &integrate.Settings{Tableau: tableau.Rodas5P})
	for _, ends := range [][2]float64{{0, 1e39}, {0, -1e60}, {1e39, 0}, {-3e38, 3e38}} {
		if _, err := s.Solve(t.Context(), &ode.Problem[float32]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float32{{1}}}); !errors.Is(err, ode.ErrInterval) {
			t.Errorf("from %g to %g: %v, want ErrInterval", ends[0], ends[1], err)
		}
	}
	if out := mustSolve(t, s, &ode.Problem[float32]{T1: 3e38, Rows: 1, Y: [][]float32{{1}}}); math.Abs(float64(out.Y[0][0])) > 1e-5 {
		t.Errorf("y' = -y from 1 is %g at 3e38, want 0", out.Y[0][0])
	}
}

// TestListsRefusedByWhatTheyList: a list of a wrong length is told by what it lists.
func TestListsRefusedByWhatTheyList(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(false), nil)
	ok := []float64{1, 0}
	for want, p := range map[string]*ode.Problem[float64]{
		"blocks in Problem.Y: 2, want 1":             {T1: 1, Rows: 2, Y: [][]float64{ok, ok}},
		"constant inputs in Problem.Args: 1, want 0": {T1: 1, Rows: 1, Y: [][]float64{ok}, Args: [][]float64{ok}},
	} {
		if _, err := s.Solve(t.Context(), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestSettingsRefused(t *testing.T) {
	inconsistent := *tableau.Dopri5
	inconsistent.B = append([]float64{1}, tableau.Dopri5.B[1:]...)
	cases := map[string]struct {
		settings integrate.Settings
		want     error
	}{
		"negative rtol":          {integrate.Settings{RTol: -1e-3}, integrate.ErrSettings},
		"negative atol":          {integrate.Settings{ATol: -1e-3}, integrate.ErrSettings},
		"NaN rtol":               {integrate.Settings{RTol: math.NaN()}, integrate.ErrSettings},
		"infinite atol":          {integrate.Settings{ATol: math.Inf(1)}, integrate.ErrSettings},
		"rtol below resolution":  {integrate.Settings{RTol: 1e-16}, integrate.ErrSettings},
		"inconsistent tableau":   {integrate.Settings{Tableau: &inconsistent}, tableau.ErrTableau},
		"no error estimate":      {integrate.Settings{Tableau: tableau.RK4}, integrate.ErrSettings},
		"steps and step size":    {integrate.Settings{Steps: 3, StepSize: 0.1}, integrate.ErrSettings},
		"negative steps":         {integrate.Settings{Steps: -3}, integrate.ErrSettings},
		"a billion steps":        {integrate.Settings{Steps: 1e9}, integrate.ErrSettings},
		"1<<40 steps at most":    {integrate.Settings{MaxSteps: min(1<<40, math.MaxInt)}, integrate.ErrSettings},
		"NaN step size":          {integrate.Settings{StepSize: math.NaN()}, integrate.ErrSettings},
		"negative lanes":         {integrate.Settings{Lanes: -1}, integrate.ErrSettings},
		"controller never grows": {integrate.Settings{Controller: &integrate.Controller{MaxFactor: 0.5}}, integrate.ErrSettings},
		"MinStep over MaxStep":   {integrate.Settings{MinStep: 2, MaxStep: 1}, integrate.ErrSettings},
	}
	for name, c := range cases {
		if _, err := integrate.NewSolver[float64](odetest.Turning(false), &c.settings); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := integrate.NewSolver[float32](odetest.Turning(false), &integrate.Settings{RTol: 1e-8}); !errors.Is(err, integrate.ErrSettings) || !strings.HasPrefix(err.Error(), "RTol is 1e-08; it must be at least 1.19") {
		t.Errorf("float32 with rtol 1e-8: %v", err)
	}
}

// TestRefusalsNameTheSetting: a setting that is too large is refused by its own name, and an infinite one for not being finite;
// it is no less than any bound.
func TestRefusalsNameTheSetting(t *testing.T) {
	inf := math.Inf(1)
	for want, s := range map[string]integrate.Settings{
		"RTol is +Inf; it must be at least 2.220446049250313e-15 for this number type, and finite": {RTol: inf},
		"ATol is +Inf; it must be at least 1e-30, and finite":                                      {ATol: inf},
		"FirstStep is +Inf; it must be positive and finite":                                        {FirstStep: inf},
		"MinStep is +Inf; it must be positive and finite":                                          {MinStep: inf},
		"MaxStep is +Inf; it must be positive and finite, or 0 for the default":                    {MaxStep: inf},
		"StepSize is +Inf; it must be positive and finite":                                         {StepSize: inf},
		fmt.Sprintf("Lanes is %d; ", math.MaxInt):                                                  {Lanes: math.MaxInt},
		fmt.Sprintf("BlockRows is %d; ", math.MaxInt):                                              {BlockRows: math.MaxInt},
	} {
		if _, err := integrate.NewSolver[float64](odetest.Turning(false), &s); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestSystemsRefused(t *testing.T) {
	build := func(out ...*G.Node) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
		return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) { return append(out, y[0]), nil }
	}
	cases := map[string]*ode.System{
		"nil":              nil,
		"no blocks":        {Build: build()},
		"no Build":         {Blocks: []ode.Block{{Name: "y", Width: 1}}},
		"width 0":          {Blocks: []ode.Block{{Name: "y"}}, Build: build()},
		"name twice":       {Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "y", Width: 1}}, Build: build()},
		"no state":         {Blocks: []ode.Block{{Name: "q", Width: 1, Quadrature: true}}, Build: build()},
		"too many results": {Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: build(nil)},
		"wrong width": {Blocks: []ode.Block{{Name: "y", Width: 2}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.SliceCols(y[0], 0, 1)}, nil
		}},
		"a fixed result": {Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Const(64, 1, make([]float64, 64))}, nil
		}},
	}
	for name, sys := range cases {
		if _, err := integrate.NewSolver[float64](sys, nil); !errors.Is(err, ode.ErrSystem) {
			t.Errorf("%s: %v", name, err)
		}
	}
	params := graph.NewParams(graph.DtypeOf[float32]())
	if _, err := integrate.NewSolver[float64](&ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Params: params, Build: build()}, nil); !errors.Is(err, ode.ErrSystem) {
		t.Errorf("float32 parameters in a float64 solver: %v", err)
	}
	failing := errors.New("mine")
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
		return nil, failing
	}}
	if _, err := integrate.NewSolver[float64](sys, nil); !errors.Is(err, failing) {
		t.Errorf("an error of Build is lost: %v", err)
	}
}
