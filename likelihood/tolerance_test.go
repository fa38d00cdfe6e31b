// The error of log p at one tolerance, in any number of columns.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestErrorDoesNotGrowWithColumns: at one tolerance the error of log p grows less than fourfold from 1 column to 500.
// If the norm were the mean over columns, the error would grow 60-fold.
func TestErrorDoesNotGrowWithColumns(t *testing.T) {
	for _, shared := range []bool{false, true} {
		narrow := meanErrorOf(t, 1, shared)
		for _, dim := range []int{8, 500} {
			if wide := meanErrorOf(t, dim, shared); wide > 4*narrow {
				t.Errorf("shared %v, %d columns: the mean error is %.2g nats, with one column %.2g", shared, dim, wide, narrow)
			}
		}
	}
}

// meanErrorOf is the mean error of log p at integrate's default tolerance, for a random flow that bends as trained ones
// do.
func meanErrorOf(t *testing.T, dim int, shared bool) float64 {
	t.Helper()
	f := &flowtest.Flow{Dim: dim, Set: dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: 3}, Gain: 3}
	x := f.Data(32)
	truth := truthOf(t, f, x, trace.Settings{}, nil)
	flow := newFlow(t, f.Field(t, true), &likelihood.Settings{T0: 1, T1: 0, Solver: &integrate.Settings{Shared: shared, Lanes: 32}})
	logp, err := flow.LogProb(context.Background(), x)
	flowtest.Must(t, err)
	sum := 0.0
	for i, v := range logp {
		sum += math.Abs(v - truth[i])
	}
	t.Logf("shared %v, %d columns: mean error %.2g nats", shared, dim, sum/float64(len(x)))
	return sum / float64(len(x))
}
