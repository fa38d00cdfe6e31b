// Norms of stacks follow the batches.

package likelihood_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/batchnorm"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// TestNormsFollowTheBatches: a norm that takes all of a batch's moments makes the batch standard in every column, up to
// ε. With a smaller share the moments move by that share.
func TestNormsFollowTheBatches(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(400, 2, 7)
	for _, row := range x {
		row[0], row[1] = 3+2*row[0], row[0]-row[1]
	}
	stack := newTestStack(t, 1, 2, flowtest.SmallDouble, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true, Share: 1, Epsilon: 1e-12}})
	m := stack.Norms()[1]
	before := m.Mean.Values()
	g, err := stack.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	if !slices.Equal(before, m.Mean.Values()) {
		t.Error("Gradient alone has moved the norms")
	}
	stack.Observe(g)
	y := make([]float64, 800)
	stack.LoadRows(y, x)
	a := m.Affine()
	a.Down(y, y)
	for i := range y {
		y[i] = (y[i] - m.Bias.At(i%2)) / math.Exp(m.Weight.At(i%2))
	}
	got := batchnorm.MomentsOf(y, 2, numeric.Shares{Rows: len(y) / 2})
	flowtest.CloseTo(t, "mean", got.Mean, []float64{0, 0}, 1e-12)
	flowtest.CloseTo(t, "variance", got.Variance, []float64{1, 1}, 1e-10)

	m.Share = 0.25
	old := m.Mean.At(0)
	m.Observe(batchnorm.Moments{Mean: []float64{old + 4, 0}})
	flowtest.CloseTo(t, "lagging mean", []float64{m.Mean.At(0)}, []float64{old + 1}, 1e-15)
	flowtest.CloseTo(t, "variance of a single row", []float64{m.Variance.At(0)}, []float64{batchnorm.MomentsOf(numeric.Flatten(x), 2, numeric.Shares{Rows: len(x)}).Variance[0]}, 1e-12)
}
