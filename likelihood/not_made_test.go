// Values that no constructor has made: typed errors, and infinite or NaN numbers.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

func TestAugmentedThatIsNotMade(t *testing.T) {
	ctx, x := context.Background(), [][]float64{{1}}
	for what, a := range map[string]*likelihood.Augmented{"nil": nil, "zero": {}, "of no columns": {Joint: &likelihood.Flow{}}} {
		for method, call := range map[string]func() error{
			"LogProb":              func() error { _, err := a.LogProb(ctx, x); return err },
			"Gradient":             func() error { _, err := a.Gradient(ctx, x, nil); return err },
			"Sample":               func() error { _, err := a.Sample(ctx, 1, 1); return err },
			"Standardize":          func() error { return a.Standardize(nil, nil) },
			"StandardizeCondition": func() error { return a.StandardizeCondition(nil, nil) },
			"Update":               func() error { return a.Update(ctx, func() error { return nil }) },
			"CanSave":              a.CanSave,
			"Traits":               func() error { _, err := a.Traits(); return err },
		} {
			if err := call(); !errors.Is(err, likelihood.ErrSettings) {
				t.Errorf("%s of an Augmented that is %s: error is %v, want %v", method, what, err, likelihood.ErrSettings)
			}
		}
		if a.Dim() != 0 || a.CondDim() != 0 || a.Params() != nil {
			t.Errorf("an Augmented that is %s has columns or parameters", what)
		}
	}
}

func TestBoundsOfNothing(t *testing.T) {
	var none *likelihood.Density
	for _, d := range []*likelihood.Density{none, {}} {
		if m := d.Mean(); !math.IsNaN(m.LogProb) || !math.IsInf(m.ErrorBound, 1) || m.Rows != 0 {
			t.Errorf("the mean is %+v, want NaN of no rows with an infinite bound", m)
		}
	}
	c := &likelihood.Certificate{Solver: []float64{1, 2}, Probe: []float64{3}}
	for row, want := range map[int]float64{-1: math.Inf(1), 0: 13, 1: math.Inf(1), 2: math.Inf(1)} {
		if got := c.Bound(row); got != want {
			t.Errorf("row %d: got %v, want %v", row, got, want)
		}
	}
}
