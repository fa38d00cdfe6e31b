// Densities and gradients against numbers made with torchdiffeq and confirmed by scipy, good to about 1e-13: see
// testdata/fixtures/README.md.

package likelihood_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// The signs of the numbers are FFJORD's: delta_logp = -Δl, and integrals over falling t are negative.

// fixtureFolder names the variable of the environment with a folder of further fixtures.
const fixtureFolder = "GORGOFLOW_FIXTURES"

type fixture struct {
	Name              string
	Dim               int
	Hidden            []int
	Layer, Activation string
	T0, T1            float64
	Weights           map[string]flowtest.TensorValue
	ZIn               [][]float64 `json:"z_in"`
	Epsilon           [][]float64
	Pointwise         fixturePointwise
	Down              fixtureTraces `json:"density_t1_to_t0"`
	Up                fixtureTraces `json:"density_t0_to_t1"`
	RNODE             fixtureRNODE
	FixedStep4        fixtureFixed `json:"fixed_step_4"`
}

type fixtureTraces struct{ Exact, Hutch fixtureDensity }

type fixtureFixed struct{ Euler, Midpoint, RK4 fixtureDensity }

type fixtureRNODE struct {
	fixtureDensity
	Kinetic   float64 `json:"coef_kinetic"`
	Frobenius float64 `json:"coef_frobenius"`
}

type fixtureDensity struct {
	ZOut      [][]float64 `json:"z_out"`
	DeltaLogp []float64   `json:"delta_logp"`
	Logp      []float64
	Kinetic   []float64 `json:"kinetic_integral"`
	Frobenius []float64 `json:"frobenius_integral"`
	Loss      float64
	Grad      struct {
		Weights map[string]flowtest.TensorValue
		ZIn     [][]float64 `json:"z_in"`
		T0, T1  float64
	}
}

type fixturePointwise struct {
	T            float64
	F            [][]float64
	Jacobian     [][][]float64
	EpsJ         [][]float64 `json:"eps_J"`
	JEps         [][]float64 `json:"J_eps"`
	CotF         [][]float64 `json:"cot_f"`
	CotNegTrace  []float64   `json:"cot_negtrace"`
	Exact, Hutch struct {
		Trace      []float64
		VJPZ       [][]float64                     `json:"vjp_z"`
		VJPT       float64                         `json:"vjp_t"`
		VJPWeights map[string]flowtest.TensorValue `json:"vjp_weights"`
	}
}

func loadFixtures(t *testing.T) []*fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/fixtures/*.json")
	flowtest.Must(t, err)
	if folder := os.Getenv(fixtureFolder); folder != "" {
		more, err := filepath.Glob(filepath.Join(folder, "*.json"))
		flowtest.Must(t, err)
		files = append(files, more...)
	}
	if len(files) < 2 {
		t.Fatalf("found %d fixtures, want the two of testdata at least", len(files))
	}
	var list []*fixture
	for _, file := range files {
		raw, err := os.ReadFile(file)
		flowtest.Must(t, err)
		f := &fixture{}
		flowtest.Must(t, json.Unmarshal(raw, f))
		list = append(list, f)
	}
	return list
}

// eachFixture runs a test for every fixture.
func eachFixture(t *testing.T, run func(t *testing.T, f *fixture)) {
	for _, f := range loadFixtures(t) {
		t.Run(f.Name, func(t *testing.T) { run(t, f) })
	}
}

// field returns the fixture's network.
func (f *fixture) field(t testing.TB) *dynamics.MLP {
	m, err := dynamics.NewMLP(f.Dim, &dynamics.MLPSettings{Hidden: f.Hidden, Layer: dynamics.Layer(f.Layer),
		Activation: dynamics.Activation(f.Activation), Float64: true, GateOutput: true})
	flowtest.Must(t, err)
	if len(f.Weights) != len(m.Params().List()) {
		t.Fatalf("%d weights in the file, the field has %d", len(f.Weights), len(m.Params().List()))
	}
	for name, values := range f.Weights {
		p := m.Params().Get(name)
		if p == nil {
			t.Fatalf("the field has no parameter %s", name)
		}
		flowtest.Must(t, p.SetAll(values))
	}
	return m
}

// Values at a point differ by rounding alone, and solutions at the tolerance of tightSolver by 1e-10 at most.
const (
	pointwiseBound = 1e-12
	solvedBound    = 1e-10
)

func tightSolver() *integrate.Settings {
	return &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-13, ATol: 1e-13}
}

func byOneProbe() trace.Settings {
	return trace.Settings{Method: trace.Hutchinson, Gaussian: true}
}

func TestFixturesPointwise(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for _, control := range []bool{false, true} {
			testPointwise(t, f, control, trace.Settings{}, false)
			testPointwise(t, f, control, byOneProbe(), true)
		}
	})
}

// testPointwise compares one right-hand side, and its pullback in second order.
func testPointwise(t *testing.T, f *fixture, control bool, method trace.Settings, hutch bool) {
	want := f.Pointwise.Exact
	if hutch {
		want = f.Pointwise.Hutch
	}
	field := f.field(t)
	a := &equation.System{Field: field, Dim: f.Dim, Trace: &method}
	rows := len(f.ZIn)
	b := graph.NewBuilder[float64](rows)
	r, inputs := standalone(a, b, control)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	tr, err := estimate.Add(r, a.Trace)
	flowtest.Must(t, err)
	eps, cotF, cotTrace := b.Input("eps", f.Dim), b.Input("cotF", f.Dim), b.Input("cotTrace", 1)
	inputs = append(inputs, eps, cotF, cotTrace)
	wrt := []*G.Node{r.Z, r.T}
	for _, p := range field.Params().List() {
		wrt = append(wrt, b.Param(p))
	}
	outputs := []*G.Node{r.F, tr, r.Factors.Pullback(b, eps), r.Factors.Pushforward(b, eps)}
	outputs = append(outputs, b.VJP([]*G.Node{r.F}, []*G.Node{eps}, []*G.Node{r.Z})...)
	outputs = append(outputs, b.JVP([]*G.Node{r.F}, []*G.Node{r.Z}, []*G.Node{eps})...)
	first := len(outputs)
	outputs = append(outputs, b.VJP([]*G.Node{r.F, b.Neg(tr)}, []*G.Node{cotF, cotTrace}, wrt)...)
	for i, n := range outputs {
		if n == nil { // the derivative is zero for any input
			outputs[i] = b.Scale(b.Param(field.Params().List()[i-first-2]), 0)
		}
	}
	flowtest.Must(t, b.Err())
	p, err := graph.Compile[float64](inputs, outputs, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	for i, n := range inputs {
		switch n {
		case r.T:
			numeric.Fill(p.Input(i), f.Pointwise.T)
		case r.Z:
			putRows(p, i, f.ZIn)
		case eps:
			putRows(p, i, f.Epsilon)
		case cotF:
			putRows(p, i, f.Pointwise.CotF)
		case cotTrace:
			copy(p.Input(i), f.Pointwise.CotNegTrace)
		default: // the probes
			putRows(p, i, f.Epsilon)
		}
	}
	flowtest.Must(t, p.Run(rows))
	flowtest.CloseRows(t, "f", getRows(p, 0, f.Dim), f.Pointwise.F, pointwiseBound)
	flowtest.CloseTo(t, "trace", p.Output(1)[:rows], want.Trace, pointwiseBound)
	flowtest.CloseRows(t, "eps_J", getRows(p, 2, f.Dim), f.Pointwise.EpsJ, pointwiseBound)
	flowtest.CloseRows(t, "J_eps", getRows(p, 3, f.Dim), f.Pointwise.JEps, pointwiseBound)
	flowtest.CloseRows(t, "eps_J by VJP", getRows(p, 4, f.Dim), f.Pointwise.EpsJ, pointwiseBound)
	flowtest.CloseRows(t, "J_eps by JVP", getRows(p, 5, f.Dim), f.Pointwise.JEps, pointwiseBound)
	flowtest.CloseRows(t, "vjp_z", getRows(p, first, f.Dim), want.VJPZ, pointwiseBound)
	times := p.Output(first + 1)
	if !control {
		times = []float64{numeric.Mean(times[:rows]) * float64(rows)}
	}
	flowtest.CloseTo(t, "vjp_t", times[:1], []float64{want.VJPT}, pointwiseBound)
	for i, q := range field.Params().List() {
		flowtest.CloseTo(t, "vjp "+q.Name, p.Output(first + 2 + i)[:q.Len()], want.VJPWeights[q.Name], pointwiseBound)
	}
}

func TestFixturesJacobian(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for k := range f.Dim { // each row of the Jacobian takes one pullback
			unit := numeric.NewRows(len(f.ZIn), f.Dim)
			want := numeric.NewRows(len(f.ZIn), f.Dim)
			for i := range unit {
				unit[i][k] = 1
				copy(want[i], f.Pointwise.Jacobian[i][k])
			}
			got := pullbackOf(t, f.field(t), f.Pointwise.T, f.ZIn, unit)
			flowtest.CloseRows(t, "jacobian", got, want, pointwiseBound)
		}
	})
}

func pullbackOf(t *testing.T, field dynamics.Field, time float64, z, cotangent [][]float64) [][]float64 {
	a := &equation.System{Field: field, Dim: field.Dim(), Trace: &trace.Settings{Method: trace.Hutchinson}}
	b := graph.NewBuilder[float64](len(z))
	r, inputs := standalone(a, b, false)
	flowtest.Must(t, r.AddField(a.Trace != nil))
	p, err := graph.Compile[float64](inputs, []*G.Node{r.Pullbacks()[0]}, &graph.CompileSettings{Builder: b})
	flowtest.Must(t, err)
	numeric.Fill(p.Input(0), time)
	putRows(p, 1, z)
	putRows(p, 2, cotangent)
	flowtest.Must(t, p.Run(len(z)))
	return getRows(p, 0, field.Dim())
}

func TestFixturesDensity(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		down := likelihood.Settings{T0: f.T0, T1: f.T1, Solver: tightSolver()} // data at t1
		up := likelihood.Settings{T0: f.T1, T1: f.T0, Solver: tightSolver()}   // data at t0
		checkDensity(t, "down exact", f, down, &f.Down.Exact, -1)
		checkDensity(t, "up exact", f, up, &f.Up.Exact, 1)
		down.Trace, up.Trace = byOneProbe(), byOneProbe()
		checkDensity(t, "down hutch", f, down, &f.Down.Hutch, -1)
		checkDensity(t, "up hutch", f, up, &f.Up.Hutch, 1)
	})
}

func TestFixturesRNODE(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		s := likelihood.Settings{T0: f.T1, T1: f.T0, Solver: tightSolver(), Trace: byOneProbe()}
		s.Penalties = likelihood.Penalties{Kinetic: f.RNODE.Kinetic, Frobenius: f.RNODE.Frobenius}
		checkDensity(t, "rnode", f, s, &f.RNODE.fixtureDensity, 1)
	})
}

func TestFixturesFixedSteps(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		for _, method := range []struct {
			tableau *tableau.Tableau
			want    *fixtureDensity
		}{
			{tableau.Euler, &f.FixedStep4.Euler},
			{tableau.Midpoint, &f.FixedStep4.Midpoint},
			{tableau.RK4ThreeEighths, &f.FixedStep4.RK4},
		} {
			s := likelihood.Settings{T0: f.T1, T1: f.T0, Trace: byOneProbe(), Solver: &integrate.Settings{Tableau: method.tableau, Steps: 4}}
			checkDensity(t, method.tableau.Name, f, s, method.want, 1)
		}
	})
}

// checkDensity compares everything that a solve and its gradient return. sign is the direction of time from data to
// base, which the fixtures' integrals have as a factor and the penalties do not.
func checkDensity(t *testing.T, name string, f *fixture, s likelihood.Settings, want *fixtureDensity, sign float64) {
	t.Helper()
	ctx, request := context.Background(), &likelihood.LogProbRequest{Probes: f.Epsilon}
	penalised := s.Penalties != likelihood.Penalties{}
	flow := newFlow(t, f.field(t), &s)
	d, err := flow.LogProbWith(ctx, f.ZIn, request)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, name+" z_out", d.Base, want.ZOut, solvedBound)
	flowtest.CloseTo(t, name+" delta_logp", scaledBy(d.Change, -1), want.DeltaLogp, solvedBound)
	flowtest.CloseTo(t, name+" logp", d.LogProb, want.Logp, solvedBound)

	g, err := flow.Gradient(ctx, f.ZIn, forGradient(request))
	flowtest.Must(t, err)
	flowtest.CloseTo(t, name+" loss", []float64{g.Loss}, []float64{want.Loss}, solvedBound)
	for i, p := range flow.Params() {
		flowtest.CloseTo(t, name+" grad "+p.Name, g.Params[i], want.Grad.Weights[p.Name], solvedBound)
	}
	flowtest.CloseRows(t, name+" grad z_in", g.X, want.Grad.ZIn, solvedBound)
	t0, t1 := g.T0, g.T1
	if sign > 0 {
		t0, t1 = t1, t0
	}
	flowtest.CloseTo(t, name+" grad t0, t1", []float64{t0, t1}, []float64{want.Grad.T0, want.Grad.T1}, solvedBound)
	if penalised {
		flowtest.CloseTo(t, name+" kinetic", []float64{g.Penalties.Kinetic}, []float64{sign * numeric.Mean(want.Kinetic)}, solvedBound)
		flowtest.CloseTo(t, name+" frobenius", []float64{g.Penalties.Frobenius}, []float64{sign * numeric.Mean(want.Frobenius)}, solvedBound)
		return
	}
	checkIntegrals(t, name, f, s, want, sign)
}

// checkIntegrals compares the penalties' integrals of fixtures whose loss does not contain the penalties.
func checkIntegrals(t *testing.T, name string, f *fixture, s likelihood.Settings, want *fixtureDensity, sign float64) {
	t.Helper()
	s.Penalties = likelihood.Penalties{Kinetic: 1, Frobenius: 1}
	flow := newFlow(t, f.field(t), &s)
	g, err := flow.Gradient(context.Background(), f.ZIn, &likelihood.GradientRequest{Probes: f.Epsilon})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, name+" kinetic", []float64{g.Penalties.Kinetic}, []float64{sign * numeric.Mean(want.Kinetic)}, solvedBound)
	flowtest.CloseTo(t, name+" frobenius", []float64{g.Penalties.Frobenius}, []float64{sign * numeric.Mean(want.Frobenius)}, solvedBound)
}

func TestFixturesBacksolve(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		flow := newFlow(t, f.field(t), &likelihood.Settings{T0: f.T1, T1: f.T0, Solver: tightSolver()})
		g, err := flow.Gradient(context.Background(), f.ZIn, &likelihood.GradientRequest{Settings: &integrate.GradientSettings{Method: integrate.Backsolve}})
		flowtest.Must(t, err)
		for i, p := range flow.Params() {
			flowtest.CloseTo(t, "grad "+p.Name, g.Params[i], f.Up.Exact.Grad.Weights[p.Name], solvedBound)
		}
		flowtest.CloseRows(t, "grad z_in", g.X, f.Up.Exact.Grad.ZIn, solvedBound)
		flowtest.CloseTo(t, "grad t", []float64{g.T1, g.T0}, []float64{f.Up.Exact.Grad.T0, f.Up.Exact.Grad.T1}, solvedBound)
		if g.ReverseError == 0 || math.IsNaN(g.ReverseError) || g.ReverseError > solvedBound {
			t.Errorf("backsolve arrives %g away from the data, want at most %g and not 0", g.ReverseError, solvedBound)
		}
	})
}
