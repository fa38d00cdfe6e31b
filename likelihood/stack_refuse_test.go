// Rows that a flow of a stack cannot solve, and fields that make no stack.

package likelihood_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	G "gorgonia.org/gorgonia"
)

// TestStackRowsThatFailLeaveTheOthers: rows that one flow cannot solve are named, and the other rows have the bits that
// they have without them.
func TestStackRowsThatFailLeaveTheOthers(t *testing.T) {
	ctx := context.Background()
	blowUp, err := dynamics.NewField(2, nil, func(b *graph.Builder, _, z, _ *G.Node) *G.Node { return b.Square(z) })
	flowtest.Must(t, err)
	s := &likelihood.StackSettings{Flow: likelihood.Settings{T0: 1, T1: 0, Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{BlockRows: 4}}, Norm: &likelihood.NormSettings{}}
	stack, err := likelihood.NewStack([]dynamics.Field{flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{5}}), blowUp, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})}, s)
	flowtest.Must(t, err)
	x := flowtest.Points(12, 2, 3)
	for _, row := range x { // from z above 1, dz/dt = z² has a pole within unit time, and from negative z none
		row[0], row[1] = -math.Abs(row[0])-1, -math.Abs(row[1])-1
	}
	good, err := stack.LogProb(ctx, x)
	flowtest.Must(t, err)
	x[3][1], x[10][0] = 20, 30
	logp, err := stack.LogProb(ctx, x)
	for _, err := range []error{err, errorOf(stack.Gradient(ctx, x, nil))} {
		failed, ok := err.(*likelihood.RowsError)
		if !ok || !slices.Equal(failed.Rows, []int{3, 10}) || failed.Total != 12 {
			t.Errorf("error is %v, want rows 3 and 10 of 12", err)
		}
	}
	for i := range x {
		if i == 3 || i == 10 {
			if !math.IsNaN(logp[i]) {
				t.Errorf("row %d has failed and is %g, want NaN", i, logp[i])
			}
		} else if logp[i] != good[i] {
			t.Errorf("row %d is %g beside rows that failed, %g without them", i, logp[i], good[i])
		}
	}
}

func TestStacksThatDoNotFit(t *testing.T) {
	two, three := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}}), flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{4}})
	for name, err := range map[string]error{
		"no flows":   stackError(nil, nil),
		"dimensions": stackError([]dynamics.Field{two, three}, nil),
		"one field":  stackError([]dynamics.Field{two, two}, nil),
		"base":       stackError([]dynamics.Field{three}, &likelihood.StackSettings{Flow: likelihood.Settings{Base: mustGaussian(t, 0)}}),
		"train base": stackError([]dynamics.Field{two}, &likelihood.StackSettings{Flow: likelihood.Settings{TrainBase: true}}),
		"share":      stackError([]dynamics.Field{two}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Share: 2}}),
		"epsilon":    stackError([]dynamics.Field{two}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Epsilon: -1}}),
		"nil field":  stackError([]dynamics.Field{nil}, nil),
	} {
		want := likelihood.ErrSettings
		if name == "no flows" {
			want = likelihood.ErrEmpty
		}
		flowtest.WantError(t, name, err, want)
	}
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, nil)
	_, err := stack.LogProb(context.Background(), [][]float64{{1, math.NaN()}})
	flowtest.WantError(t, "NaN", err, likelihood.ErrNotFinite)
	stack.Flows()[1].Field().Params().List()[0].Set(0, math.Inf(1))
	flowtest.Touch(stack)
	_, err = stack.Sample(context.Background(), 1, 1)
	flowtest.WantError(t, "infinite parameter", err, likelihood.ErrNotFinite)
}

func stackError(fields []dynamics.Field, s *likelihood.StackSettings) error {
	return errorOf(likelihood.NewStack(fields, s))
}
