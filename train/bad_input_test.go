// Bad data and settings are refused before a step is taken, and few rows are trained on.

package train_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
)

// TestWhatUsersGetWrong: mistakes are refused before anything is touched, with words that say what would be right.
func TestWhatUsersGetWrong(t *testing.T) {
	constant, same := normal(40, 1), normal(40, 1)
	for i := range constant {
		constant[i][1], same[i] = 0.1, same[0]
	}
	occupied := t.TempDir()
	for name, c := range map[string]struct {
		x    [][]float64
		s    train.Settings
		want error
		text string
	}{
		"constant column":     {constant, train.Settings{}, likelihood.ErrSettings, "deviation of column 1 is 0"},
		"equal rows":          {same, train.Settings{}, likelihood.ErrSettings, "column 0"},
		"one row":             {normal(1, 1), train.Settings{}, likelihood.ErrSettings, "by 1 training rows"},
		"condition":           {normal(40, 1), train.Settings{Condition: normal(40, 2)}, likelihood.ErrCondition, "40 conditions for a model that takes none"},
		"only validation's":   {normal(40, 1), train.Settings{Validation: normal(9, 1), ValidationCondition: normal(9, 2)}, likelihood.ErrCondition, "validation data: 9"},
		"all held out":        {normal(40, 1), train.Settings{HoldOut: 1}, train.ErrSettings, "HoldOut is 1; want a number below 1"},
		"clip to NaN":         {normal(40, 1), train.Settings{ClipNorm: math.NaN()}, train.ErrSettings, "ClipNorm is NaN; want a number"},
		"checkpoint is taken": {normal(40, 1), train.Settings{Checkpoint: occupied}, nil, "is a directory"},
		"no such directory":   {normal(40, 1), train.Settings{Checkpoint: filepath.Join(occupied, "none", "c"), Resume: true}, os.ErrNotExist, "checkpoint could not be written"},
	} {
		flow := newFlow(t, 1, trace.Exact)
		before := values(flow)
		c.s.Iterations = 2
		result, err := train.Fit(ctx, flow, c.x, quiet(c.s))
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: error is %v, want one that says %q", name, err, c.text)
		}
		if mean, _ := flow.Standardization(); result != nil || mean != nil || !slices.Equal(values(flow), before) {
			t.Errorf("%s: the flow has been touched, result %v", name, result)
		}
	}
	if left, err := os.ReadDir(occupied); err != nil || len(left) > 0 {
		t.Errorf("%v is left, error %v", left, err)
	}
}

// TestErrorsNumberTheRowsAsGiven: a row that has no log-density has the number that the caller knows it by, whether it
// is in a shuffled batch or among the rows that were held out.
func TestErrorsNumberTheRowsAsGiven(t *testing.T) {
	x := normal(90, 1)
	x[37] = []float64{1e300, 0}
	held := normal(20, 2)
	held[13] = x[37]
	weights := unequal(90)
	weights[37], weights[0] = 5, 0
	for name, c := range map[string]struct {
		s    train.Settings
		x    [][]float64
		row  int
		text string
	}{
		"batch":                {train.Settings{Batch: 20, HoldOut: -1}, x, 37, "all rows"},
		"batch, weights":       {train.Settings{Batch: 20, HoldOut: -1, Weights: weights}, x, 37, "all rows"},
		"held out or a batch":  {train.Settings{Batch: 20, HoldOut: 0.9, ValidateEvery: 1}, x, 37, "all rows"},
		"held out after all":   {train.Settings{Batch: 20, HoldOut: 0.6, ValidateEvery: 1, Seed: 2}, x, 37, "all rows"},
		"validation":           {train.Settings{Batch: 20, Validation: held}, normal(90, 1), 13, "validation data"},
		"validation by weight": {train.Settings{Batch: 20, Validation: held, ValidationWeights: unequal(20)}, normal(90, 1), 13, "validation data"},
	} {
		c.s.Epochs, c.s.KeepStandardization = 3, true
		_, err := train.Fit(ctx, newFlow64(t), c.x, quiet(c.s))
		var of *likelihood.RowsError
		if !errors.As(err, &of) || !slices.Equal(of.Rows, []int{c.row}) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want row %d of %s", name, err, c.row, c.text)
		}
	}
}

// newFlow64 is a flow in double precision, which takes any finite number.
func newFlow64(t *testing.T) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 1, Float64: true})
	must(t, err)
	flow, err := likelihood.New(field, nil)
	must(t, err)
	return flow
}

// TestMissingConditionsAreRefused: a conditional flow without a condition for each row is refused before the run begins.
func TestMissingConditionsAreRefused(t *testing.T) {
	for name, s := range map[string]train.Settings{
		"data":       {},
		"validation": {Condition: normal(40, 2), Validation: normal(9, 3)},
		"width":      {Condition: make([][]float64, 40)},
	} {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 2})
		if err != nil {
			t.Fatal(err)
		}
		flow, err := likelihood.New(field, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Iterations = 3
		result, err := train.Fit(ctx, flow, normal(40, 1), quiet(s))
		if result != nil || !errors.Is(err, likelihood.ErrCondition) && !errors.Is(err, likelihood.ErrWidth) {
			t.Errorf("%s: result %v, error %v; want none and a refusal", name, result, err)
		}
	}
}

// TestFewRows: few rows are trained on, whatever they are: copies of each other, fewer than a batch, or one.
func TestFewRows(t *testing.T) {
	copies := normal(20, 1)
	for i := range copies {
		copies[i] = copies[i%2]
	}
	for name, c := range map[string]struct {
		x [][]float64
		s train.Settings
	}{
		"copies":        {copies, train.Settings{Batch: 5}},
		"small batch":   {normal(7, 1), train.Settings{Batch: 100}},
		"two":           {normal(2, 1), train.Settings{}},
		"one":           {normal(1, 1), train.Settings{KeepStandardization: true}},
		"no validation": {normal(20, 1), train.Settings{Validation: [][]float64{}}},
	} {
		flow := newFlow(t, 1, trace.Exact)
		c.s.Iterations = 3
		result, err := train.Fit(ctx, flow, c.x, quiet(c.s))
		if err != nil || result.Status != train.Completed || len(result.History) != 3 {
			t.Errorf("%s: %+v, error %v; want three iterations", name, result, err)
			continue
		}
		if result.Score.Rows == 0 && result.Best != 3 {
			t.Errorf("%s: without held-out rows the flow has the weights of iteration %d", name, result.Best)
		}
	}
}

// TestNumbersOfEpochs: zero epochs are the default. Epochs whose iterations cannot be counted are as many as can be
// counted, of both phases too.
func TestNumbersOfEpochs(t *testing.T) {
	until, cancel := context.WithCancel(ctx)
	endless := quiet(train.Settings{Iterations: math.MaxInt, Start: &train.Settings{Epochs: math.MaxInt}, Recorder: stopAt{2, cancel}})
	if _, err := train.Fit(until, newGaussian(2), normal(20, 1), endless); err == nil || !strings.Contains(err.Error(), fmt.Sprint("after 2 of ", math.MaxInt)) {
		t.Errorf("two phases without an end: error %v, want one after 2 of %d iterations", err, math.MaxInt)
	}
	enough := errors.New("enough")
	for _, epochs := range []int{math.MaxInt, math.MaxInt / 2} {
		result, err := train.Fit(ctx, newGaussian(2), normal(20, 1), quiet(train.Settings{Epochs: epochs, Batch: 9, Recorder: &failing{after: 5, err: enough}}))
		if !errors.Is(err, enough) || result.Iterations != 5 {
			t.Errorf("%d epochs: error %v after %d iterations, want the recorder's after 5", epochs, err, result.Iterations)
		}
	}
	result, err := train.Fit(ctx, newGaussian(2), normal(20, 1), quiet(train.Settings{Batch: 9}))
	if err != nil || result.Iterations != 100*2 {
		t.Errorf("%d iterations, error %v; want 200", result.Iterations, err)
	}
}

// failing is a recorder that fails after some iterations, as on a full disk.
type failing struct {
	after int
	err   error
}

func (f *failing) Init() error { return nil }

func (f *failing) Record(r *train.Record) error {
	if r.Iteration >= f.after {
		return f.err
	}
	return nil
}
