// Flows that New has not made: typed errors.

package augment_test

import (
	"context"
	"io"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/pkg/errors"
)

// TestFlowThatIsNotMade: methods of a nil or zero flow refuse, and New refuses joint densities that are nil or zero.
func TestFlowThatIsNotMade(t *testing.T) {
	ctx, x := context.Background(), [][]float64{{1}}
	for what, a := range map[string]*augment.Flow{"nil": nil, "zero": {}} {
		for method, call := range map[string]func() error{
			"LogProb":              func() error { _, err := a.LogProb(ctx, x); return err },
			"Gradient":             func() error { _, err := a.Gradient(ctx, x, nil); return err },
			"Sample":               func() error { _, err := a.Sample(ctx, 1, 1); return err },
			"Standardize":          func() error { return a.Standardize(nil, nil) },
			"StandardizeCondition": func() error { return a.StandardizeCondition(nil, nil) },
			"Update":               func() error { return a.Update(ctx, func() error { return nil }) },
			"Save":                 func() error { return a.Save(io.Discard) },
			"Traits":               func() error { _, err := a.Traits(); return err },
		} {
			if err := call(); !errors.Is(err, likelihood.ErrSettings) {
				t.Errorf("%s of a flow that is %s: error is %v, want %v", method, what, err, likelihood.ErrSettings)
			}
		}
		if a.Dim() != 0 || a.CondDim() != 0 || a.Params() != nil {
			t.Errorf("a flow that is %s has columns or parameters", what)
		}
	}
	for _, joint := range []*likelihood.Flow{nil, {}} {
		_, err := augment.New(joint, 1)
		flowtest.WantError(t, "no joint density", err, likelihood.ErrSettings)
	}
}
