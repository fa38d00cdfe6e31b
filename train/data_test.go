// Numbers that are too large for float32, and what standardisation makes of them.

package train_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
)

// TestNumbersTooLargeForFloat32: numbers that are too large for a network in single precision are bad data, named by their
// row among those given, and no divergence of the run. The flow is as it was.
func TestNumbersTooLargeForFloat32(t *testing.T) {
	for _, c := range []struct {
		what  string
		spoil func(x [][]float64, s *train.Settings)
	}{
		{"data", func(x [][]float64, s *train.Settings) { x[17][1], s.KeepStandardization = 1e39, true }},
		{"data condition", func(_ [][]float64, s *train.Settings) { s.Condition[17][1], s.KeepStandardization = 1e39, true }},
		{"validation data", func(_ [][]float64, s *train.Settings) { s.Validation[17][1] = 1e39 }},
		{"validation data condition", func(_ [][]float64, s *train.Settings) { s.ValidationCondition[17][1] = 1e39 }},
	} {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 2})
		if err != nil {
			t.Fatal(err)
		}
		flow, err := likelihood.New(field, nil)
		if err != nil {
			t.Fatal(err)
		}
		x, s := normal(40, 1), train.Settings{Iterations: 2, Condition: normal(40, 2), Validation: normal(20, 3), ValidationCondition: normal(20, 4)}
		c.spoil(x, &s)
		_, err = train.Fit(ctx, flow, x, quiet(s))
		var data *likelihood.DataError
		if !errors.As(err, &data) || data.What != c.what || data.Row != 17 || data.Column != 1 || data.Value != 1e39 || errors.Is(err, train.ErrDiverged) {
			t.Errorf("%s: error is %v, want one that names row 17, column 1", c.what, err)
		}
		if mean, _ := flow.Standardization(); mean != nil {
			t.Errorf("%s: the flow has been standardised", c.what)
		}
	}
}

// TestHugeNumbersAreStandardised: numbers of any size are trained on once they are standardised.
func TestHugeNumbersAreStandardised(t *testing.T) {
	x := normal(200, 1)
	for _, row := range x {
		row[0] *= 1e200
		row[1] *= 1e-200
	}
	flow := newFlow(t, 1, trace.Exact)
	if _, err := train.Fit(ctx, flow, x, quiet(train.Settings{Iterations: 2})); err != nil {
		t.Errorf("error %v, want none", err)
	}
}
