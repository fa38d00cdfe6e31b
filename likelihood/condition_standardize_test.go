// The standardisation of conditions: densities, gradients, files, and what is refused.

package likelihood_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"regexp"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// density has the methods that flows and augmented flows have in common.
type density interface {
	Params() []*graph.Param
	Update(ctx context.Context, write func() error) error
	Standardize(mean, std []float64) error
	StandardizeCondition(mean, std []float64) error
	ConditionStandardization() (mean, std []float64)
	LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error)
	Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error)
	SampleWith(ctx context.Context, n int, seed uint64, r *likelihood.SampleRequest) (*likelihood.Samples, error)
}

// conditional returns a flow, a stack and an augmented flow with conditions of two columns and data of two columns.
func conditional(t *testing.T, double bool) map[string]density {
	field := func(dim int, seed uint64) dynamics.Field {
		f, err := dynamics.NewMLP(dim, &dynamics.MLPSettings{Hidden: []int{5}, Cond: 2, Float64: double, Seed: seed})
		flowtest.Must(t, err)
		return f
	}
	flow, err := likelihood.New(field(2, 1), nil)
	flowtest.Must(t, err)
	stack, err := likelihood.NewStack([]dynamics.Field{field(2, 1), field(2, 2)}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{}})
	flowtest.Must(t, err)
	wide, err := likelihood.New(field(3, 3), nil)
	flowtest.Must(t, err)
	augmented, err := augment.New(wide, 1)
	flowtest.Must(t, err)
	return map[string]density{"flow": flow, "stack": stack, "augmented": augmented}
}

// TestConditionsAreStandardized: a flow that standardises conditions gives the bits of a flow whose caller has
// standardised them, in densities, gradients and samples. The gradient with respect to the condition is in the caller's
// units.
func TestConditionsAreStandardized(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(7, 2, 4)
	mean, std := []float64{2004.5, -3}, []float64{8.5, 0.01}
	for _, double := range []bool{true, false} {
		plain := conditional(t, double)
		for name, m := range conditional(t, double) {
			flowtest.Must(t, m.StandardizeCondition(mean, std))
			for _, rows := range []int{len(x), 1} {
				years, standard := numeric.NewRows(rows, 2), numeric.NewRows(rows, 2)
				for i := range years {
					years[i][0], years[i][1] = 1990+4*float64(i), -3+0.004*float64(i)
					for c, v := range years[i] {
						standard[i][c] = (v - mean[c]) / std[c]
					}
				}
				d, err := m.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: years})
				flowtest.Must(t, err)
				want, err := plain[name].LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: standard})
				flowtest.Must(t, err)
				flowtest.CloseTo(t, name+": log p", d.LogProb, want.LogProb, 0)
				g, err := m.Gradient(ctx, x, &likelihood.GradientRequest{Condition: years})
				flowtest.Must(t, err)
				wanted, err := plain[name].Gradient(ctx, x, &likelihood.GradientRequest{Condition: standard})
				flowtest.Must(t, err)
				flowtest.CloseTo(t, name+": gradient", numeric.Flatten(g.Params), numeric.Flatten(wanted.Params), 0)
				for i, row := range g.Condition {
					for c, v := range row {
						if w := wanted.Condition[i][c] / std[c]; math.Abs(v-w) > 1e-12*(math.Abs(w)+1) {
							t.Errorf("%s: gradient for condition %d, %d is %g, want %g", name, i, c, v, w)
						}
					}
				}
				drawn, err := m.SampleWith(ctx, rows, 5, &likelihood.SampleRequest{Condition: years})
				flowtest.Must(t, err)
				like, err := plain[name].SampleWith(ctx, rows, 5, &likelihood.SampleRequest{Condition: standard})
				flowtest.Must(t, err)
				flowtest.CloseTo(t, name+": samples", numeric.Flatten(drawn.X), numeric.Flatten(like.X), 0)
			}
		}
	}
}

// TestConditionGradientByDifferences: the gradient with respect to the condition is the slope of the loss in the
// caller's units.
func TestConditionGradientByDifferences(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(5, 2, 4)
	for name, m := range conditional(t, true) {
		flowtest.Must(t, m.StandardizeCondition([]float64{2000, 1}, []float64{10, 0.1}))
		c := [][]float64{{1995, 1.02}}
		g, err := m.Gradient(ctx, x, &likelihood.GradientRequest{Condition: c})
		flowtest.Must(t, err)
		for k, h := range []float64{1e-3, 1e-5} {
			loss := func(step float64) float64 {
				moved := [][]float64{{c[0][0], c[0][1]}}
				moved[0][k] += step
				g, err := m.Gradient(ctx, x, &likelihood.GradientRequest{Condition: moved})
				flowtest.Must(t, err)
				return g.Loss
			}
			if slope := (loss(h) - loss(-h)) / (2 * h); math.Abs(slope-g.Condition[0][k]) > 1e-4*(math.Abs(slope)+1e-2) {
				t.Errorf("%s: ∂Loss/∂c[%d] is %g, by differences %g", name, k, g.Condition[0][k], slope)
			}
		}
	}
}

// TestConditionStandardizationIsSaved: a model file holds the standardisation of conditions. Files of version 1, which
// have none, keep their log-densities.
func TestConditionStandardizationIsSaved(t *testing.T) {
	ctx, x, c := context.Background(), flowtest.Points(5, 2, 4), flowtest.Points(5, 2, 5)
	version := regexp.MustCompile(`"version":\d+`)
	for _, standardized := range []bool{true, false} {
		for name, m := range conditional(t, false) {
			if standardized {
				flowtest.Must(t, m.StandardizeCondition([]float64{0.5, 3}, []float64{2, 0.1}))
			}
			if name == "augmented" {
				continue
			}
			var file bytes.Buffer
			var again density
			var err error
			load := func(text []byte) {
				again, err = likelihood.Load(bytes.NewReader(text))
				flowtest.Must(t, err)
			}
			switch m := m.(type) {
			case *likelihood.Flow:
				flowtest.Must(t, m.Save(&file))
			}
			text := file.Bytes()
			if !standardized {
				text = version.ReplaceAll(text, []byte(`"version":1`))
			}
			load(text)
			one, err := m.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
			flowtest.Must(t, err)
			other, err := again.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
			flowtest.Must(t, err)
			flowtest.CloseTo(t, name+": log p", other.LogProb, one.LogProb, 0)
			mean, std := again.ConditionStandardization()
			wantMean, wantStd := m.ConditionStandardization()
			flowtest.CloseTo(t, name+": mean and deviation", append(mean, std...), append(wantMean, wantStd...), 0)
		}
	}
}

// TestBadConditionStandardization: numbers that cannot be a standardisation are refused, and so are conditions that the
// standardisation takes out of the field's range.
func TestBadConditionStandardization(t *testing.T) {
	for name, m := range conditional(t, false) {
		for _, c := range []struct {
			mean, std []float64
			want      error
		}{{[]float64{1}, []float64{1}, likelihood.ErrWidth}, {[]float64{1, math.NaN()}, []float64{1, 1}, likelihood.ErrNotFinite}, {[]float64{1, 2}, []float64{1, 0}, likelihood.ErrSettings}} {
			if err := m.StandardizeCondition(c.mean, c.std); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		flowtest.Must(t, m.StandardizeCondition([]float64{0, 0}, []float64{1, 1e-30}))
		_, err := m.LogProbWith(context.Background(), flowtest.Points(1, 2, 1), &likelihood.LogProbRequest{Condition: [][]float64{{0, 1e9}}})
		var bad *likelihood.DataError
		if !errors.As(err, &bad) || bad.What != "condition" || bad.Column != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}})
	flowtest.Must(t, err)
	flow, err := likelihood.New(field, nil)
	flowtest.Must(t, err)
	if err := flow.StandardizeCondition([]float64{1}, []float64{1}); !errors.Is(err, likelihood.ErrCondition) {
		t.Errorf("without a condition: %v", err)
	}
}
