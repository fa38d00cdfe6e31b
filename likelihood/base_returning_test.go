// Bases whose methods return results in slices of their own.

package likelihood_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// Normal densities that store nothing in the slices that they are given.
type (
	returningNormal   struct{ normal base.Standard }
	returningQuantile struct{ returningNormal }
	returningRand     struct{ returningNormal }
	returningStream   struct{ returningNormal }
)

func (r returningNormal) LogProb(x []float64) float64 { return r.normal.LogProb(x) }

func (r returningNormal) ScoreInput(_, x []float64) []float64 {
	return r.normal.ScoreInput(make([]float64, len(x)), x)
}

func (returningQuantile) Quantile(_, p []float64) []float64 { return append([]float64(nil), p...) }

func (returningRand) Rand(x []float64) []float64 { return flowtest.Points(1, len(x), 3)[0] }

func (r returningStream) RandStream(dst []float64, rng *rand.Rand) []float64 {
	return r.normal.RandStream(make([]float64, len(dst)), rng)
}

// TestReturnedResultsCount: draws and scores that a base returns, and does not store, are those that flows use.
func TestReturnedResultsCount(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Float64: true, Seed: 1})
	flowtest.Must(t, err)
	ctx, x := t.Context(), flowtest.Points(5, 2, 1)
	stored, returned := newFlow(t, field, nil), newFlow(t, field, &likelihood.Settings{Base: returningStream{}})
	want, err := stored.Sample(ctx, 4, 7)
	flowtest.Must(t, err)
	got, err := returned.Sample(ctx, 4, 7)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "samples", got, want, 0)
	wantGradient, err := stored.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	gradient, err := returned.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "gradient with respect to x", gradient.X, wantGradient.X, 0)
	flowtest.CloseRows(t, "gradient with respect to weights", gradient.Params, wantGradient.Params, 0)
	for _, b := range []base.Base{returningQuantile{}, returningRand{}} {
		rows, err := base.Draw(ctx, b, 3, 2, 1)
		flowtest.Must(t, err)
		for i, row := range rows {
			if row[0] == 0 || row[1] == 0 {
				t.Errorf("%T: draw %d is %v, want what it returns", b, i, row)
			}
		}
	}
}
