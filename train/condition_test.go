package train_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
)

// Rows and their conditions stay together through split, shuffling and scoring:
// x is c with noise of deviation 0.2, which a flow that saw other rows' conditions
// could not tell from the mixture of all c.
func TestConditionalFlow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var x, c [][]float64
	for range 1200 {
		u := float64(r.IntN(3)) - 1
		x, c = append(x, []float64{u + 0.2*r.NormFloat64()}), append(c, []float64{u})
	}
	field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{12}, Cond: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	result, err := train.Fit(ctx, flow, x, quiet(train.Settings{Epochs: 40, Batch: 270, Rate: 0.05, Condition: c}))
	if err != nil {
		t.Fatal(err)
	}
	if want := -entropy(0.2); math.Abs(result.Score.Mean-want) > 4*result.Score.Error+0.05 {
		t.Errorf("held-out score %+v, want %g", result.Score, want)
	}
}
