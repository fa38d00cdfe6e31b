// What the model refuses is no divergence.

package train_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
)

// TestRefusalIsNotDivergence: what the model refuses is returned as the model says it. It is no divergence, against which a
// lower rate would help.
func TestRefusalIsNotDivergence(t *testing.T) {
	rough, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Activation: dynamics.ReLU})
	if err != nil {
		t.Fatal(err)
	}
	smooth, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}})
	if err != nil {
		t.Fatal(err)
	}
	x := normal(30, 1)
	fit := func(field dynamics.Field, s train.Settings) error {
		flow, err := likelihood.New(field, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Iterations = 3
		_, err = train.Fit(ctx, flow, x, quiet(s))
		return err
	}
	var notSmooth *dynamics.NotSmoothError
	if err := fit(rough, train.Settings{}); !errors.As(err, &notSmooth) || errors.Is(err, train.ErrDiverged) {
		t.Errorf("relu: error %v, want a NotSmoothError and no divergence", err)
	}
	if err := fit(smooth, train.Settings{Condition: x}); !errors.Is(err, likelihood.ErrCondition) || errors.Is(err, train.ErrDiverged) {
		t.Errorf("condition: error %v, want ErrCondition and no divergence", err)
	}
	if _, err := train.Fit(ctx, nil, x, nil); !errors.Is(err, train.ErrSettings) {
		t.Errorf("no flow: error %v, want ErrSettings", err)
	}
}
