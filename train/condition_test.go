// Conditional flows: rows keep their conditions, in whatever units the conditions come.

package train_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestConditionalFlow: rows and their conditions stay together through split, shuffling and scoring. x is c with noise of
// deviation 0.2: a flow that saw conditions of other rows could not tell x from the mixture of all c.
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
	result, err := train.Fit(ctx, flow, x, quiet(train.Settings{Epochs: 40, Batch: 270, Optimizer: optim.Adam{Rate: 0.05}, Condition: c}))
	if err != nil {
		t.Fatal(err)
	}
	if want := -entropy(0.2); math.Abs(result.Score.Mean-want) > 4*result.Score.Error+0.05 {
		t.Errorf("held-out score %+v, want %g", result.Score, want)
	}
}

// TestConditionsInTheirOwnUnits: a condition is learned from in whatever units it comes: years as well as numbers that the
// caller has standardised. A condition that never changes does no harm. A resumed run keeps what its conditions were
// standardised by.
func TestConditionsInTheirOwnUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var x, years, tame [][]float64
	for range 800 {
		year := 1990 + float64(r.IntN(30))
		u := (year - 2004.5) / 8.66
		x = append(x, []float64{u + 0.2*r.NormFloat64()})
		years, tame = append(years, []float64{year, 1e6}), append(tame, []float64{u, 0})
	}
	fit := func(c [][]float64, s train.Settings) (*likelihood.Flow, *train.Result) {
		field, err := dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{12}, Cond: 2, Seed: 1})
		must(t, err)
		flow, err := likelihood.New(field, nil)
		must(t, err)
		s.Epochs, s.Batch, s.Optimizer, s.Condition = 20, 180, optim.Adam{Rate: 0.05}, c
		result, err := train.Fit(ctx, flow, x, quiet(s))
		must(t, err)
		return flow, result
	}
	_, want := fit(tame, train.Settings{})
	checkpoint := train.Settings{Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Resume: true}
	flow, got := fit(years, checkpoint)
	if math.Abs(got.Score.Mean-want.Score.Mean) > 0.02 || got.Score.Mean < -entropy(0.2)-0.2 {
		t.Errorf("years score %g, standardised by the caller %g, at best %g", got.Score.Mean, want.Score.Mean, -entropy(0.2))
	}
	resumed, _ := fit(years, checkpoint)
	for _, f := range []*likelihood.Flow{flow, resumed} {
		if mean, std := f.ConditionStandardization(); math.Abs(mean[0]-2004.5) > 2 || mean[1] != 1e6 || std[1] != 1 {
			t.Errorf("the conditions are standardised by %v and %v, want about 2004.5 and 1e6, and a deviation of 1 for the second", mean, std)
		}
	}
}
