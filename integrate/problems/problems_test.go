// Each problem against its closed form, its invariants and its reference.

package problems_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// solve returns the end of one row and the statistics of its solve.
func solve(t testing.TB, p *problems.Problem, s *integrate.Settings) ([]float64, ode.Stats) {
	t.Helper()
	s.Lanes = 1
	solver, err := integrate.NewSolver[float64](p.System(), s)
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	out, err := solver.Solve(t.Context(), problems.Pose[float64](p, 1))
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	return out.Y[0], out.Stats
}

// TestComplete: every problem has all its fields, and a name of its own by which Find finds it.
func TestComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range problems.All() {
		if p.Name == "" || p.Source == "" || p.Class == "" || len(p.Y0) != p.Dim || len(p.End) != p.Dim || p.T0 == p.T1 || seen[p.Name] {
			t.Errorf("problem %q is not complete, or its name is used twice", p.Name)
		}
		seen[p.Name] = true
		if problems.Find(p.Name) == nil {
			t.Errorf("%s is not found", p.Name)
		}
	}
	if n := len(problems.Of(problems.Single, problems.Small, problems.Moderate, problems.Orbit, problems.HigherOrder)); n != 25 {
		t.Errorf("DETEST has %d problems, want 25", n)
	}
}

// TestGraphAgreesWithFunction: the right-hand side as a graph agrees with the right-hand side as a function, which is
// written independently.
func TestGraphAgreesWithFunction(t *testing.T) {
	const rows = 4
	rng := rand.New(rand.NewPCG(1, 2))
	for _, p := range problems.All() {
		b := graph.NewBuilder[float64](rows)
		at, y := b.Input("t", 1), b.Input("y", p.Dim)
		f := p.Graph(b, at, y)
		prog, err := graph.Compile[float64]([]*G.Node{at, y}, []*G.Node{f}, &graph.CompileSettings{Builder: b})
		if err != nil {
			t.Fatalf("%s: %+v", p.Name, err)
		}
		times, states := make([]float64, rows), make([][]float64, rows)
		for r := range rows {
			times[r] = p.T0 + (p.T1-p.T0)*rng.Float64()
			prog.Input(0)[r] = times[r]
			for c, v := range p.Y0 {
				states[r] = append(states[r], v+0.1+0.2*rng.Float64())
				prog.Input(1)[c*prog.Stride()+r] = states[r][c]
			}
		}
		if err := prog.Run(rows); err != nil {
			t.Fatal(err)
		}
		want, got := make([]float64, p.Dim), make([]float64, p.Dim)
		for r := range rows {
			p.F(times[r], states[r], want)
			scale := 0.0
			for c := range got {
				got[c] = prog.Output(0)[c*prog.Stride()+r]
				scale = max(scale, math.Abs(want[c]))
			}
			for c := range got {
				if d := math.Abs(got[c] - want[c]); !(d <= 1e-13*scale) {
					t.Errorf("%s, row %d, column %d: graph %g, function %g", p.Name, r, c, got[c], want[c])
				}
			}
		}
	}
}

// TestExactSolutions: a closed form begins at Y0 and ends at End, and its derivative is F.
func TestExactSolutions(t *testing.T) {
	for _, p := range problems.All() {
		if p.Exact == nil {
			continue
		}
		at := func(t float64) []float64 {
			y := make([]float64, p.Dim)
			p.Exact(t, y)
			return y
		}
		start := problems.Problem{End: p.Y0}
		if d := start.Error(at(p.T0)); !(d < 1e-14) {
			t.Errorf("%s: begins %g away from Y0", p.Name, d)
		}
		if d := p.Error(at(p.T1)); !(d < 1e-14) {
			t.Errorf("%s: ends %g away from End", p.Name, d)
		}
		f := make([]float64, p.Dim)
		for _, share := range []float64{0.1, 0.37, 0.8} {
			now := p.T0 + share*(p.T1-p.T0)
			p.F(now, at(now), f)
			const h = 1e-4
			left, right := at(now-h), at(now+h)
			for i := range f {
				if d := math.Abs((right[i]-left[i])/(2*h) - f[i]); !(d < 1e-5*(1+math.Abs(f[i]))) {
					t.Errorf("%s at %g: the derivative is %g away from F", p.Name, now, d)
				}
			}
		}
	}
}

// TestInvariants: Y0 and End agree in all conserved quantities.
func TestInvariants(t *testing.T) {
	for _, p := range problems.All() {
		if p.Invariants == nil {
			continue
		}
		want, got := p.Invariants(p.Y0), p.Invariants(p.End)
		for i := range want {
			if d := math.Abs(got[i] - want[i]); !(d < 3e-16*(1+math.Abs(want[i]))*float64(p.Dim)*math.Sqrt(p.Sensitivity)) {
				t.Errorf("%s: invariant %d is %.17g at the start and %.17g at the end", p.Name, i, want[i], got[i])
			}
		}
	}
}

// TestReferences: DOP853 near round-off arrives at the reference values, which another method computed in many more digits.
func TestReferences(t *testing.T) {
	for _, p := range problems.All() {
		if p.Class == problems.Stiff {
			continue // TestStiffReferences
		}
		y, stats := solve(t, p, &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-14, ATol: 1e-14, MaxSteps: 100000})
		t.Logf("%-14s error %.1e (sensitivity %g), %d steps", p.Name, p.Error(y), p.Sensitivity, stats.Accepted)
		if !(p.Error(y) < 1e-13*p.Sensitivity) {
			t.Errorf("%s: DOP853 ends %g away from the reference", p.Name, p.Error(y))
		}
	}
}
