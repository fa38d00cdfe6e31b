// Flows of Auto whose training diverges.

package train

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
)

// failing is a flow whose gradient cannot be solved after some steps.
type failing struct {
	*likelihood.Flow
	steps int
}

func (f *failing) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	if f.steps--; f.steps < 0 {
		return nil, errors.New("no step is small enough")
	}
	return f.Flow.Gradient(ctx, x, r)
}

// TestAutoKeepsFlowsThatDiverge: a flow whose training diverges after a score is kept, and a note names its fold, the
// iteration and the cause. One without a score fails.
func TestAutoKeepsFlowsThatDiverge(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	z := make([][]float64, 60)
	for i := range z {
		z[i] = []float64{rng.NormFloat64()}
	}
	p0, err := base.NewDiagonalGaussian([]float64{0}, []float64{1})
	if err != nil {
		t.Fatal(err)
	}
	for steps, want := range map[int]bool{5: false, 15: true} {
		flow, err := newFlow(p0, 8, 1)
		if err != nil {
			t.Fatal(err)
		}
		s := &search{folds: []*fold{{}, {seed: 1}}}
		err = s.train(t.Context(), t.Context(), s.folds[1], &view{held: z[:20]}, &failing{flow, steps}, z[20:])
		if kept := err == nil; kept != want || !kept && !errors.Is(err, ErrDiverged) {
			t.Errorf("%d steps: error %v, want the flow to be kept: %t", steps, err, want)
		}
		if notes := strings.Join(s.diverged(), "\n"); want != (strings.Contains(notes, "fold 2 of 2") && strings.Contains(notes, "iteration 16: no step is small enough")) {
			t.Errorf("%d steps: notes %q, want the fold, the iteration and the cause: %t", steps, notes, want)
		}
	}
}
