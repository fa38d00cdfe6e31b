// The rows that errors name: those of the caller.

package likelihood_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// largeRig returns a flow or stack in float32 with a condition and probes.
func largeRig(t *testing.T, flows int) *likelihood.Flow {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{3}, Cond: 2}
	s := likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}, Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 1}}
	if flows > 0 {
		return newTestStack(t, flows, 2, net, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{}})
	}
	field, err := dynamics.NewMLP(2, &net)
	flowtest.Must(t, err)
	return newFlow(t, field, &s)
}

// TestNumbersTooLargeForFloat32AreNamed: numbers that are finite and too large for float32 are bad data. Every call
// names them by what they are, row and column.
func TestNumbersTooLargeForFloat32AreNamed(t *testing.T) {
	for _, flows := range []int{0, 2} {
		j, width := largeRig(t, flows), 2*max(flows, 1)
		x, c, probes := flowtest.Points(3, 2, 1), flowtest.Points(3, 2, 2), flowtest.Points(3, width, 3)
		for _, spoilt := range []struct {
			what   string
			rows   [][]float64
			column int
		}{{"data", x, 1}, {"condition", c, 1}, {"probes", probes, width - 1}} {
			was := spoilt.rows[2][spoilt.column]
			spoilt.rows[2][spoilt.column] = -1e39
			r := &likelihood.LogProbRequest{Condition: c, Probes: probes}
			_, density := j.LogProbWith(context.Background(), x, r)
			_, gradient := j.Gradient(context.Background(), x, forGradient(r))
			got := []error{density, gradient}
			if spoilt.what == "condition" {
				_, sample := j.SampleWith(context.Background(), 3, 1, &likelihood.SampleRequest{Condition: c})
				got = append(got, sample)
			}
			for i, err := range got {
				checkLarge(t, fmt.Sprintf("%d flows, %s, call %d", flows, spoilt.what, i), err, spoilt.what, spoilt.column)
			}
			spoilt.rows[2][spoilt.column] = was
		}
		_, err := j.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: c, Probes: probes})
		flowtest.Must(t, err)
	}
}

func checkLarge(t *testing.T, call string, err error, what string, column int) {
	t.Helper()
	var data *likelihood.DataError
	if !errors.As(err, &data) || data.What != what || data.Row != 2 || data.Column != column || data.Value != -1e39 || data.Dtype != "float32" {
		t.Errorf("%s: error is %v, want one that names row 2, column %d of the %s", call, err, column, what)
	}
}

// TestLargeBasePointsAreNamed: Forward names its rows base points.
func TestLargeBasePointsAreNamed(t *testing.T) {
	field, err := dynamics.NewMLP(2, nil)
	flowtest.Must(t, err)
	_, err = newFlow(t, field, nil).Forward(context.Background(), [][]float64{{0, 0}, {0, 0}, {-1e39, 0}}, nil)
	checkLarge(t, "Forward", err, "base points", 0)
}

// TestStacksNameNumbersAsTheyWereGiven: a number that is too large for a flow of a stack is named by the stack's column and
// as it was given, not by the columns and the units of that flow.
func TestStacksNameNumbersAsTheyWereGiven(t *testing.T) {
	var fields []dynamics.Field
	for seed := range uint64(2) {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Seed: seed})
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{Columns: [][]int{{0, 1}, {2, 0}}})
	flowtest.Must(t, err)
	flowtest.Must(t, stack.Standardize([]float64{0, 0, 0}, []float64{1, 1, 0.01}))
	ctx := context.Background()
	for column := range 3 {
		x := flowtest.Points(3, 3, 1)
		x[2][column] = -1e39
		checkLarge(t, "LogProb", errorOf(stack.LogProb(ctx, x)), "data", column)
		checkLarge(t, "Inverse", errorOf(stack.Inverse(ctx, x, nil)), "data", column)
		checkLarge(t, "Gradient", errorOf(stack.Gradient(ctx, x, nil)), "data", column)
		checkLarge(t, "Forward", errorOf(stack.Forward(ctx, x, nil)), "base points", column)
	}
}

// TestAugmentedNamesTheCallersRows: with several draws of extra columns a batch holds each row of the caller several
// times. Errors name the caller's row.
func TestAugmentedNamesTheCallersRows(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 2})
	flowtest.Must(t, err)
	a, err := augment.New(newFlow(t, field, nil), 1)
	flowtest.Must(t, err)
	x, c := flowtest.Points(3, 1, 1), flowtest.Points(3, 2, 2)
	c[2][1] = -1e39
	_, err = a.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: c})
	checkLarge(t, "condition", err, "condition", 1)
	c[2][1], x[2][0] = 0, -1e39
	_, err = a.LogProbWith(context.Background(), x, &likelihood.LogProbRequest{Condition: c})
	checkLarge(t, "data", err, "data", 0)
}
