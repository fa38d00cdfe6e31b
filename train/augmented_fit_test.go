// An augmented stack in a fit.

package train_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestAugmentedFits: an augmented stack, one of whose two columns is the data, trains by its bound.
func TestAugmentedFits(t *testing.T) {
	var x [][]float64
	for _, row := range bentRows(400) {
		x = append(x, row[:1])
	}
	a, err := augment.New(newStack(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	result, err := train.Fit(context.Background(), a, x, &train.Settings{Iterations: 60, Batch: 128, Optimizer: optim.Adam{Rate: 1e-2}, Seed: 1, HoldOut: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	first, best := -result.History[0].Loss, result.Score.Mean
	if best < first+0.1 {
		t.Errorf("the bound goes from %g to %g nats, want 0.1 more at least", first, best)
	}
}
