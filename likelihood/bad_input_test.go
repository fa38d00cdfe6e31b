// Bad data, settings, parameters and requests are refused by name, and rows that blow up leave the others.

package likelihood_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// TestBadDataIsNamed: every call refuses bad data before it solves anything, and names the row and the column.
func TestBadDataIsNamed(t *testing.T) {
	ctx := context.Background()
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	for name, c := range map[string]struct {
		x        [][]float64
		want     error
		row, col int
	}{
		"empty":  {nil, likelihood.ErrEmpty, 0, 0},
		"NaN":    {[][]float64{{1, 2}, {3, math.NaN()}}, likelihood.ErrNotFinite, 1, 1},
		"Inf":    {[][]float64{{1, 2}, {1, 2}, {math.Inf(-1), 1}}, likelihood.ErrNotFinite, 2, 0},
		"narrow": {[][]float64{{1}, {3}}, likelihood.ErrWidth, 0, -1},
		"ragged": {[][]float64{{1, 2}, {3, 4}, {3, 4, 5}}, likelihood.ErrWidth, 2, -1},
		"nil":    {[][]float64{{1, 2}, nil}, likelihood.ErrWidth, 1, -1},
	} {
		_, density := flow.LogProb(ctx, c.x)
		_, gradient := flow.Gradient(ctx, c.x, nil)
		_, inverse := flow.Inverse(ctx, c.x, nil)
		_, forward := flow.Forward(ctx, c.x, nil)
		for _, err := range []error{density, gradient, inverse, forward} {
			flowtest.WantError(t, name, err, c.want)
			var data *likelihood.DataError
			if !errors.As(err, &data) || data.Row != c.row || data.Dtype != "" || (c.want != likelihood.ErrEmpty && data.Column != c.col) {
				t.Errorf("%s: error is %v, want row %d, column %d", name, err, c.row, c.col)
			}
		}
	}
	_, err := flow.LogProb(ctx, [][]float64{{1, 2}, {3, math.NaN()}})
	if !strings.Contains(err.Error(), "row 1, column 1 is NaN") {
		t.Errorf("message is %q", err)
	}
	_, err = flow.Sample(ctx, 0, 1)
	flowtest.WantError(t, "no samples", err, likelihood.ErrEmpty)
}

func TestNumbersTooLargeForTheField(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}})
	flowtest.Must(t, err)
	_, err = newFlow(t, field, nil).LogProb(context.Background(), [][]float64{{1, 1e300}})
	flowtest.WantError(t, "1e300 in float32", err, likelihood.ErrNotFinite)
	if !strings.Contains(err.Error(), "float32") {
		t.Errorf("message is %q", err)
	}
}

func TestBadSettings(t *testing.T) {
	field := flowtest.BentField(t, 2)
	for name, c := range map[string]struct {
		s    likelihood.Settings
		want error
	}{
		"same times":          {likelihood.Settings{T0: 2, T1: 2}, likelihood.ErrSettings},
		"distant times":       {likelihood.Settings{T0: -1e308, T1: 1e308}, likelihood.ErrSettings},
		"time NaN":            {likelihood.Settings{T0: math.NaN()}, likelihood.ErrNotFinite},
		"time Inf":            {likelihood.Settings{T1: math.Inf(1)}, likelihood.ErrNotFinite},
		"negative tolerance":  {likelihood.Settings{Solver: &integrate.Settings{RTol: -1}}, integrate.ErrSettings},
		"tolerance too small": {likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-17}}, integrate.ErrSettings},
		"tableau":             {likelihood.Settings{Solver: &integrate.Settings{Tableau: &tableau.Tableau{Name: "none"}}}, tableau.ErrTableau},
		"no error estimate":   {likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4}}, integrate.ErrSettings},
		"penalty":             {likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: -1}}, likelihood.ErrSettings},
		"gradient method":     {likelihood.Settings{Gradient: integrate.GradientSettings{Method: 7}}, likelihood.ErrSettings},
		"tape below 0":        {likelihood.Settings{Gradient: integrate.GradientSettings{TapeBytes: -1}}, likelihood.ErrSettings},
		"tape of backsolve":   {likelihood.Settings{Gradient: integrate.GradientSettings{Method: integrate.Backsolve, TapeBytes: 1}}, likelihood.ErrSettings},
		"gradient tolerance":  {likelihood.Settings{Gradient: integrate.GradientSettings{Method: integrate.Backsolve, RTol: math.NaN()}}, likelihood.ErrSettings},
		"penalty NaN":         {likelihood.Settings{Penalties: likelihood.Penalties{Total: math.NaN()}}, likelihood.ErrSettings},
	} {
		_, err := likelihood.New(field, &c.s)
		flowtest.WantError(t, name, err, c.want)
	}
	_, err := likelihood.New(nil, nil)
	flowtest.WantError(t, "no field", err, likelihood.ErrSettings)
}

func TestBadParameters(t *testing.T) {
	field := flowtest.BentField(t, 2)
	flow := newFlow(t, field, nil)
	p := field.Params().List()[1]
	p.Set(2, math.Inf(1))
	field.Params().Touch()
	_, err := flow.LogProb(context.Background(), flowtest.Points(2, 2, 1))
	flowtest.WantError(t, "infinite parameter", err, likelihood.ErrNotFinite)
	if !strings.Contains(err.Error(), p.Name) {
		t.Errorf("message %q does not name %s", err, p.Name)
	}
	_, err = likelihood.New(field, nil)
	flowtest.WantError(t, "infinite parameter in New", err, likelihood.ErrNotFinite)
}

func TestBadRequests(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}})
	x := flowtest.Points(3, 2, 1)
	for name, c := range map[string]struct {
		probes [][]float64
		want   error
	}{
		"rows":  {flowtest.Points(2, 4, 1), likelihood.ErrSettings},
		"width": {flowtest.Points(3, 2, 1), likelihood.ErrWidth},
		"NaN":   {[][]float64{{1, 1, 1, 1}, {1, 1, 1, math.NaN()}, {1, 1, 1, 1}}, likelihood.ErrNotFinite},
		"Inf":   {[][]float64{{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, math.Inf(1), 1}}, likelihood.ErrNotFinite},
	} {
		_, err := flow.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Probes: c.probes})
		flowtest.WantError(t, name, err, c.want)
	}
	flowtest.WantError(t, "means", flow.Standardize([]float64{1}, []float64{1, 1}), likelihood.ErrWidth)
	flowtest.WantError(t, "deviation", flow.Standardize([]float64{1, 1}, []float64{1, 0}), likelihood.ErrSettings)
	flowtest.WantError(t, "mean NaN", flow.Standardize([]float64{math.NaN(), 1}, []float64{1, 1}), likelihood.ErrNotFinite)
	flowtest.WantError(t, "one only", flow.Standardize(nil, []float64{1, 1}), likelihood.ErrWidth)
}

// TestRowsThatFailLeaveTheOthers: rows that blow up are NaN and listed with their reasons, after at most MaxSteps
// steps. The other rows are valid.
func TestRowsThatFailLeaveTheOthers(t *testing.T) {
	flow := newFlow(t, flowtest.BlowUp(t), &likelihood.Settings{Solver: &integrate.Settings{MaxSteps: 500}})
	z := [][]float64{{0.5}, {2}, {-1}, {4}}
	x, err := flow.Forward(context.Background(), z, nil)
	var failed *likelihood.RowsError
	if !errors.As(err, &failed) || len(failed.Rows) != 2 || failed.Rows[0] != 1 || failed.Rows[1] != 3 || failed.Total != 4 {
		t.Fatalf("error is %v, want rows 1 and 3", err)
	}
	if !errors.Is(err, failed.Reasons[0]) || failed.Reasons[0] == nil {
		t.Errorf("reason is %v", failed.Reasons[0])
	}
	flowtest.CloseTo(t, "rows that do not fail", []float64{x[0][0], x[2][0]}, []float64{1, -0.5}, 1e-4)
	if !math.IsNaN(x[1][0]) || !math.IsNaN(x[3][0]) {
		t.Errorf("rows that fail are %v, %v", x[1], x[3])
	}
	data := [][]float64{{0.5}, {-2}}
	logp, err := flow.LogProb(context.Background(), data) // from T1 to T0 z = x/(1+x(1-t)), which blows up in the second row
	if !errors.As(err, &failed) || len(failed.Rows) != 1 || !math.IsNaN(logp[1]) {
		t.Fatalf("log p is %v, error %v", logp, err)
	}
	z0 := 0.5 / 1.5 // log p = log N(z0) + ∫₁⁰ 2z dt, z = z0/(1 - z0 t)
	flowtest.CloseTo(t, "log p", logp[:1], []float64{base.Standard{}.LogProb([]float64{z0}) + 2*math.Log(1-z0)}, 1e-4)
	g, err := flow.Gradient(context.Background(), data, nil)
	if g != nil || !errors.As(err, &failed) {
		t.Errorf("gradient %v, error %v", g, err)
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	x := flowtest.Points(5, 2, 1)
	_, density := flow.LogProb(ctx, x)
	_, gradient := flow.Gradient(ctx, x, nil)
	_, sample := flow.Sample(ctx, 5, 1)
	for _, err := range []error{density, gradient, sample} {
		flowtest.WantError(t, "cancelled", err, context.Canceled)
	}
}

// TestForeignFieldWithoutDerivative: New or Gradient refuses a field whose function cannot be differentiated, by name
// and without a panic.
func TestForeignFieldWithoutDerivative(t *testing.T) {
	field, err := dynamics.FromFunc(1, nil, func(_ *G.ExprGraph, _, z *G.Node, _ []*G.Node) (*G.Node, error) {
		return G.Floor(z)
	})
	flowtest.Must(t, err)
	flow, err := likelihood.New(field, nil)
	if err == nil {
		_, err = flow.Gradient(context.Background(), [][]float64{{0.5}}, nil)
	}
	var not *graph.NotDifferentiableError
	if !errors.As(err, &not) {
		t.Errorf("error is %v, want a NotDifferentiableError", err)
	}
}

// TestNegativeFirstIsRefused: First is the index of a row, and a negative index is refused.
func TestNegativeFirstIsRefused(t *testing.T) {
	flow, x := newFlow(t, flowtest.BentField(t, 2), nil), flowtest.Points(2, 2, 1)
	_, gradient := flow.Gradient(t.Context(), x, &likelihood.GradientRequest{First: -1})
	_, match := flow.Match(t.Context(), x, &likelihood.MatchRequest{Time: []float64{0, 1}, Velocity: x, First: -1})
	for _, err := range []error{gradient, match} {
		flowtest.WantError(t, "First -1", err, likelihood.ErrSettings)
	}
}
