// Stacks whose flows move some of the columns, such as flows of images at several scales.

package likelihood_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
)

// multiscale returns a flow of images that are two pixels wide, with norms that have seen data. Its flows move the
// whole image, the squeezed image, and half of its channels.
func multiscale(t *testing.T, height int, double bool, s likelihood.StackSettings) *likelihood.Flow {
	t.Helper()
	image := dynamics.Image{Channels: 1, Height: height, Width: 2}
	small, of, err := image.Squeeze(nil)
	flowtest.Must(t, err)
	half := dynamics.Image{Channels: 2, Height: height / 2, Width: 1}
	s.Columns = [][]int{of[:half.Dim()], of, nil}
	var fields []dynamics.Field
	for i, shape := range []dynamics.Image{half, small, image} {
		kind := []dynamics.Layer{dynamics.Hyper, dynamics.Gated, dynamics.ConcatCoord}[i]
		field, err := dynamics.NewConv(shape, &dynamics.ConvSettings{Hidden: []int{2}, Layer: kind, Activation: dynamics.Tanh, Seed: uint64(i), Float64: double})
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, &s)
	flowtest.Must(t, err)
	for i, m := range stack.Norms() {
		for c := range image.Dim() {
			if m != nil {
				m.Weight.Set(c, 0.1*float64(i))
				m.Bias.Set(c, 0.05*float64(c-i))
				m.Variance.Set(c, 0.5+0.1*float64(c))
			}
		}
	}
	flowtest.Touch(stack)
	return stack
}

func TestMultiscaleChangeIsTheLogDeterminant(t *testing.T) {
	ctx := context.Background()
	stack := multiscale(t, 4, true, likelihood.StackSettings{Flow: likelihood.Settings{Solver: tightSolver()}, Norm: &likelihood.NormSettings{Ends: true}})
	x := flowtest.Points(2, 8, 3)
	d, err := stack.LogProbWith(ctx, x, nil)
	flowtest.Must(t, err)
	jacobian := mat.NewDense(8, 8, nil)
	for row := range 8 {
		for col := range 8 {
			jacobian.Set(row, col, slope(&x[1][col], func() float64 {
				z, err := stack.Inverse(ctx, x[1:], nil)
				flowtest.Must(t, err)
				return z[0][row]
			}))
		}
	}
	logDet, _ := mat.LogDet(jacobian)
	flowtest.CloseTo(t, "log p", d.LogProb[1:], []float64{base.Standard{}.LogProb(d.Base[1]) + logDet}, 1e-8)
	back, err := stack.Forward(ctx, d.Base, nil)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "round trip", back, x, 1e-9)
	samples, logp, err := sampleAndLogProb(ctx, stack, 5, 1)
	flowtest.Must(t, err)
	density, err := stack.LogProb(ctx, samples)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of samples", logp, density, 1e-8)
}

// TestMultiscaleGradient: replay is the derivative of the computed loss with respect to parameters and rows, also for
// columns that not all flows move.
func TestMultiscaleGradient(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]likelihood.StackSettings{
		"exact":  {Flow: likelihood.Settings{TrainTime: true, Penalties: allPenalties}, Norm: &likelihood.NormSettings{}},
		"probes": {Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}}},
		"lag":    {Norm: &likelihood.NormSettings{Ends: true, Lag: 0.3}},
	} {
		s.Flow.Solver = &integrate.Settings{Tableau: tableau.RK4, Steps: 2, BlockRows: 2}
		stack, x := multiscale(t, 2, true, s), flowtest.Points(3, 4, 9)
		request := &likelihood.GradientRequest{}
		if name == "probes" {
			request.Probes = flowtest.Points(3, 2*(2+4+4), 4)
		}
		loss := func() float64 {
			g, err := stack.Gradient(ctx, x, request)
			flowtest.Must(t, err)
			return g.Loss
		}
		g, err := stack.Gradient(ctx, x, request)
		flowtest.Must(t, err)
		checkStackSlopes(t, name, stack, g, loss)
		for c := range 4 {
			flowtest.CloseTo(t, name+" ∂/∂x", g.X[2][c:c+1], []float64{slope(&x[2][c], loss)}, 1e-7)
		}
		if name != "lag" { // the gradient with a lag uses the batch's moments, and log p does not
			d, err := stack.LogProbWith(ctx, x, &likelihood.LogProbRequest{Probes: request.Probes})
			flowtest.Must(t, err)
			flowtest.CloseTo(t, name+" log p", g.LogProb, d.LogProb, 1e-12)
		}
	}
}

// TestColumnsArePermuted: if the columns of flows and of rows are permuted alike, the stack has the same log-densities
// and gradients.
func TestColumnsArePermuted(t *testing.T) {
	ctx, order := context.Background(), []int{2, 0, 1}
	x, moved := flowtest.Points(40, 3, 2), flowtest.Points(40, 3, 2)
	for i, row := range x {
		for k, c := range order {
			moved[i][c] = row[k]
		}
	}
	var fields []dynamics.Field
	for seed := range uint64(2) {
		fields = append(fields, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Seed: seed}))
	}
	plain, err := likelihood.NewStack(fields, nil)
	flowtest.Must(t, err)
	permuted, err := likelihood.NewStack(fields, &likelihood.StackSettings{Columns: [][]int{order, order}})
	flowtest.Must(t, err)
	want, err := plain.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	got, err := permuted.Gradient(ctx, moved, nil)
	flowtest.Must(t, err)
	for i := range want.Params {
		flowtest.CloseTo(t, "gradient", got.Params[i], want.Params[i], 1e-6)
	}
	for i, row := range want.X {
		for k, c := range order {
			flowtest.CloseTo(t, "gradient by x", got.X[i][c:c+1], row[k:k+1], 1e-6)
		}
	}
	flowtest.CloseTo(t, "log p", got.LogProb, want.LogProb, 1e-12)
}

// TestFlowsOfColumnsApartAreIndependent: if flows have no column in common, the density of the stack is the product of
// theirs.
func TestFlowsOfColumnsApartAreIndependent(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(20, 3, 2)
	one, two := flowtest.NewMLP(t, 1, &dynamics.MLPSettings{Hidden: []int{5}}), flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}})
	stack, err := likelihood.NewStack([]dynamics.Field{one, two}, &likelihood.StackSettings{Columns: [][]int{{1}, {2, 0}}})
	flowtest.Must(t, err)
	got, err := stack.LogProb(ctx, x)
	flowtest.Must(t, err)
	for i, row := range x {
		first, err := newFlow(t, one, nil).LogProb(ctx, [][]float64{{row[1]}})
		flowtest.Must(t, err)
		second, err := newFlow(t, two, nil).LogProb(ctx, [][]float64{{row[2], row[0]}})
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "log p", got[i:i+1], []float64{first[0] + second[0]}, 1e-12)
	}
}

// TestMultiscaleBits: the log-density of a row has the same bits in any batch and with any number of workers. So has a
// gradient with any number of workers.
func TestMultiscaleBits(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(60, 8, 5)
	var first *likelihood.Gradient
	var density []float64
	for _, workers := range []int{1, 4} {
		stack := multiscale(t, 4, false, likelihood.StackSettings{Flow: likelihood.Settings{Solver: &integrate.Settings{Workers: workers, BlockRows: 16}}, Norm: &likelihood.NormSettings{}})
		g, err := stack.Gradient(ctx, x, nil)
		flowtest.Must(t, err)
		logp, err := stack.LogProb(ctx, x)
		flowtest.Must(t, err)
		alone, err := stack.LogProb(ctx, x[7:8])
		flowtest.Must(t, err)
		if first == nil {
			first, density = g, logp
		}
		if what := differs(g, first); what != "" {
			t.Errorf("%d workers: the gradient differs: %s", workers, what)
		}
		if !slices.Equal(logp, density) || alone[0] != logp[7] {
			t.Errorf("%d workers give other bits than one, or a row alone other bits than in the batch", workers)
		}
	}
}

func TestMultiscaleFiles(t *testing.T) {
	stack := multiscale(t, 4, false, likelihood.StackSettings{Norm: &likelihood.NormSettings{}})
	var file, again bytes.Buffer
	flowtest.Must(t, stack.Save(&file))
	text := file.String()
	if !strings.Contains(text, "gorgoflow stack of columns") {
		t.Error("the file has not the format of stacks of columns: older programs would read it")
	}
	loaded, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	x := flowtest.Points(3, 8, 1)
	want, err := stack.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	got, err := loaded.Gradient(context.Background(), x, nil)
	flowtest.Must(t, err)
	flowtest.Must(t, loaded.Save(&again))
	if what := differs(got, want); what != "" || again.String() != text {
		t.Errorf("the loaded stack gives another file, or another gradient: %s", what)
	}
	loaded.Columns()[1][0] = 7 // Columns returns a copy
	if of := loaded.Columns(); fmt.Sprint(of) != "[[0 4 1 5] [0 4 1 5 2 6 3 7] []]" {
		t.Errorf("columns are %v after a change of a copy", of)
	}
}

func TestTraitsTellOfColumns(t *testing.T) {
	var seen [][]likelihood.Trait
	for _, of := range [][][]int{nil, {nil, {0, 1}}, {nil, {1, 0}}} {
		fields := []dynamics.Field{flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}}), flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{3}})}
		stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{Columns: of})
		flowtest.Must(t, err)
		traits, err := stack.Traits()
		flowtest.Must(t, err)
		for _, before := range seen {
			if slices.Equal(traits, before) {
				t.Errorf("columns %v have the traits of other columns", of)
			}
		}
		seen = append(seen, traits)
	}
}

func TestColumnsInFiles(t *testing.T) {
	file := fileOf(t, multiscale(t, 4, false, likelihood.StackSettings{}))
	whole := file.Model
	for was, is := range map[string]string{
		"[0,4,1,5]": "[0,4,1,9223372036854775807]", // 2⁶³ columns
		"[[0,4,":    "[[0,0,",
		"null]":     "[0,1,2,3,4,5,6]]",
	} {
		file.Model = replaced(t, whole, was, is)
		wantFileError(t, is, bytesOf(t, file), "columns")
	}
}

func TestColumnsThatDoNotFit(t *testing.T) {
	two, more := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}}), flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{3}})
	for says, of := range map[string][][]int{
		"Columns of 1 flows":                   {{0, 1}},
		"flow 0 of the stack has 2 dimen":      {{0}, {0, 1}},
		"column 1 of flow 1 of the stack is 1": {{0, 1}, {1, 1}},
		"column 0 of flow 1 of the stack is -": {{0, 1}, {-1, 1}},
		"moves column 1 of 3":                  {{0, 2}, {2, 0}},
		"columns up to 9":                      {{0, 1}, {2, 9}},
		"column 1 of flow 1 of the stack is 5": {nil, {0, 5}},
	} {
		_, err := likelihood.NewStack([]dynamics.Field{two, more}, &likelihood.StackSettings{Columns: of})
		flowtest.WantError(t, says, err, likelihood.ErrSettings)
		if !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%v, want an error that says %q", err, says)
		}
	}
	stack, err := likelihood.NewStack([]dynamics.Field{two, more}, &likelihood.StackSettings{Columns: [][]int{{0, 1}, {2, 0}}, Flow: likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}}})
	flowtest.Must(t, err)
	_, err = stack.LogProbWith(context.Background(), flowtest.Points(2, 3, 1), &likelihood.LogProbRequest{Probes: flowtest.Points(2, 3, 1)})
	flowtest.WantError(t, "probes of three columns", err, likelihood.ErrWidth)
	_, err = stack.LogProb(context.Background(), [][]float64{{math.MaxFloat64, 1, 1}})
	flowtest.WantError(t, "overflow", err, likelihood.ErrNotFinite)
}
