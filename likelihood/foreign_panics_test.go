// Panics of the caller's base, and sizes beyond memory.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gonum.org/v1/gonum/mat"
)

// fragile is a base for two dimensions without a method Dim. It panics for vectors of other dimensions, and at the call
// with the number bad.
type fragile struct{ calls, bad int }

func (f *fragile) LogProb(x []float64) float64 { return f.ScoreInput(nil, x)[0] }

func (f *fragile) ScoreInput(score, x []float64) []float64 {
	if f.calls++; f.calls == f.bad || len(x) != 2 {
		panic("not mine")
	}
	if score == nil {
		score = make([]float64, 2)
	}
	return score
}

// TestForeignPanicsAndHugeSizesAreErrors: a panic of the caller's code, and a size that does not fit into memory, are
// errors and do not end the process.
func TestForeignPanicsAndHugeSizesAreErrors(t *testing.T) {
	ctx, one := context.Background(), &integrate.Settings{Workers: 1}
	_, err := likelihood.New(flowtest.BentField(t, 3), &likelihood.Settings{Base: &fragile{}})
	flowtest.WantError(t, "base of another dimension", err, likelihood.ErrSettings)
	_, err = likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Base: (*base.Gaussian)(nil)})
	flowtest.WantError(t, "nil base", err, likelihood.ErrSettings)
	_, err = likelihood.New((*dynamics.MLP)(nil), nil)
	flowtest.WantError(t, "nil field", err, likelihood.ErrEmpty)
	var panicked *graph.PanicError
	p0 := &fragile{}
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Base: p0, Solver: one})
	p0.bad = p0.calls + 2 // calls counts those of New
	if _, err := flow.Gradient(ctx, flowtest.Points(4, 2, 1), nil); !errors.As(err, &panicked) {
		t.Errorf("panic of the base in a gradient: error is %v, want the panic", err)
	}
	if _, err := flow.Gradient(ctx, flowtest.Points(4, 2, 1), nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	_, err = flow.Sample(ctx, math.MaxInt, 1)
	flowtest.WantError(t, "samples", err, likelihood.ErrSettings)
	_, err = likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson, Probes: min(1<<40, math.MaxInt)}})
	flowtest.WantError(t, "probes", err, likelihood.ErrSettings)
	_, err = base.NewGaussian([]float64{1}, nil)
	flowtest.WantError(t, "no covariance", err, likelihood.ErrSettings)
	_, err = base.NewMixture([]float64{1}, nil)
	flowtest.WantError(t, "nil component", err, likelihood.ErrSettings)
	flowtest.WantError(t, "no writer", newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{}), nil).Save(nil), likelihood.ErrSettings)
	_, err = likelihood.Load(nil)
	flowtest.WantError(t, "no reader", err, likelihood.ErrSettings)
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		for what, build := range map[string]func() (*base.Gaussian, error){
			"mean":      func() (*base.Gaussian, error) { return base.NewDiagonalGaussian([]float64{v}, []float64{1}) },
			"deviation": func() (*base.Gaussian, error) { return base.NewDiagonalGaussian([]float64{1}, []float64{v}) },
			"covariance": func() (*base.Gaussian, error) {
				return base.NewGaussian([]float64{1}, mat.NewSymDense(1, []float64{v}))
			},
		} {
			if _, err := build(); err == nil {
				t.Errorf("%s %v is accepted", what, v)
			}
		}
	}
}
