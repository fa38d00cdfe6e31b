// Published runs of Fortran codes.

package problems_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// run is a published run of Hairer and Wanner's codes dopri5.f and dop853.f with the default controllers of these codes
// (Solving ODEs I, Appendix).
type run struct {
	name, source                    string
	problem                         *problems.Problem
	method                          *tableau.Tableau
	tolerance, first                float64 // absolute and relative tolerance; first step, 0 if the code chooses it
	evaluations, accepted, rejected int
	end                             []float64 // the first numbers of the state at the end, as printed
	missBy                          float64   // how far the end may be from the printed one
}

// hairer holds the default controllers of dopri5.f and dop853.f. The factor of dopri5.f is
// 0.9·err^(0.75β−1/5)·err_old^β with β = 0.04, between 0.2 and 10. The factor of dop853.f is 0.9·err^(−1/8), without
// such a stabilisation, between 0.333 and 6.
var hairer = map[*tableau.Tableau]*integrate.Controller{
	tableau.Dopri5: {Beta: [3]float64{5 * (0.2 - 0.75*0.04), -5 * 0.04, 0}, Safety: 0.9, MinFactor: 0.2, MaxFactor: 10},
	tableau.DOP853: {Beta: [3]float64{1, 0, 0}, Safety: 0.9, MinFactor: 0.333, MaxFactor: 6},
}

// relaxation is van der Pol's equation in the form of Hairer and Wanner's drivers.
func relaxation(ε float64) *problems.Problem {
	return &problems.Problem{Name: "van der Pol", Dim: 2, T1: 2, Y0: []float64{2, 0}, Graph: func(b *graph.Builder, _, y *G.Node) *G.Node {
		x, v := b.SliceCols(y, 0, 1), b.SliceCols(y, 1, 2)
		force := b.Sub(v, b.Add(b.Mul(b.Square(x), v), x))
		return b.ConcatCols(v, b.Scale(force, 1/ε))
	}}
}

func published() []run {
	const russell = "russell_ode (github.com/cpmech/russell), tests that compare with dopri5.f and dop853.f: "
	return []run{
		{"Arenstorf", "dr_dopri5.f; its output as quoted in the examples of the R package deSolve", problems.Find("Arenstorf"),
			tableau.Dopri5, 1e-7, 0, 1442, 216, 22, []float64{0.9940021016, 8.911185692e-6}, 1e-6},
		{"Arenstorf, first step given", russell + "test_dopri5_arenstorf", problems.Find("Arenstorf"),
			tableau.Dopri5, 1e-7, 1e-4, 1429, 217, 21, []float64{0.9940021704030663, 9.040891036151961e-6, 1.459758305600828e-3, -2.001245515834718}, 1e-5},
		{"van der Pol, ε = 0.003", russell + "test_dopri5_van_der_pol_debug", relaxation(0.003),
			tableau.Dopri5, 1e-3, 1e-4, 2558, 406, 20, []float64{1.820788982019278, -0.7853646714272298}, 1e-2},
		// The published count of 21553 evaluations includes three for the dense output of each accepted step.
		{"van der Pol, ε = 0.001", russell + "test_dopri8_van_der_pol", relaxation(0.001),
			tableau.DOP853, 1e-9, 1e-6, 21553 - 3*1348, 1348, 121, []float64{1.763234540172087, -0.8356886819301910}, 1e-9},
	}
}

// TestPublishedRuns: with the published controllers, tolerances and first steps, Dopri5 and DOP853 take as many evaluations
// and steps as the published codes, to 3 %. They end where the codes ended, errors included.
func TestPublishedRuns(t *testing.T) {
	for _, r := range published() {
		out := r.solve(t, nil)
		s := out.Stats
		t.Logf("%s: %d evaluations, %d accepted, %d rejected; published %d, %d, %d", r.name, s.Evaluations, s.Accepted, s.Rejected, r.evaluations, r.accepted, r.rejected)
		for what, c := range map[string][2]int{"evaluations": {s.Evaluations, r.evaluations}, "accepted steps": {s.Accepted, r.accepted},
			"steps": {s.Accepted + s.Rejected, r.accepted + r.rejected}} {
			if got, want := float64(c[0]), float64(c[1]); !(math.Abs(got-want) <= 0.03*want) {
				t.Errorf("%s: %d %s, published %d (%s)", r.name, c[0], what, c[1], r.source)
			}
		}
		for i, want := range r.end {
			if got := out.Y[0][i]; !(math.Abs(got-want) <= r.missBy) {
				t.Errorf("%s: y[%d] ends at %.10g, published %.10g (%s)", r.name, i, got, want, r.source)
			}
		}
	}
}

// solve repeats a run, with outputs at some times.
func (r *run) solve(t *testing.T, times []float64) *ode.Solution[float64] {
	t.Helper()
	solver, err := integrate.NewSolver[float64](r.problem.System(), &integrate.Settings{Tableau: r.method, RTol: r.tolerance, ATol: r.tolerance,
		FirstStep: r.first, Controller: hairer[r.method], Lanes: 1, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	p := problems.Pose[float64](r.problem, 1)
	p.SaveAt = times
	out, err := solver.Solve(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPublishedDenseOutput: outputs at tolerance 1e-7 are no further from the values that dr_dopri5.f prints at that tolerance
// than these values are from the solution. The values that it prints at tolerance 1e-17 stand for the solution.
func TestPublishedDenseOutput(t *testing.T) {
	times := []float64{2, 4, 6, 8, 10, 12, 14, 16}
	printed := [][2]float64{{-0.5798781411, 0.6090775251}, {-0.1983335270, 1.137638086}, {-0.4735743943, 0.2239068118}, {-1.174553350, -0.2759466982},
		{-0.8398073466, 0.4468302268}, {0.01314712468, -0.8385751499}, {-0.6031129504, -0.9912598031}, {0.2427110999, -0.3899948833}}
	tight := [][2]float64{{-0.5798767232, 0.6090783555}, {-0.1983328832, 1.137637824}, {-0.4735743108, 0.2239077929}, {-1.174553507, -0.2759450770},
		{-0.8398071663, 0.4468314171}, {0.01314377269, -0.8385747019}, {-0.6031162761, -0.9912585277}, {0.2427044376, -0.3899991215}}
	r := published()[0]
	out := r.solve(t, times)
	for i, at := range times {
		theirs := math.Hypot(printed[i][0]-tight[i][0], printed[i][1]-tight[i][1])
		apart := math.Hypot(out.Saved[0][4*i]-printed[i][0], out.Saved[0][4*i+1]-printed[i][1])
		t.Logf("t = %g: %.1e from what is printed, whose error is %.1e", at, apart, theirs)
		if apart > theirs {
			t.Errorf("t = %g: %.10g, printed %.10g, with an error of %.1g", at, out.Saved[0][4*i:4*i+2], printed[i], theirs)
		}
	}
}
