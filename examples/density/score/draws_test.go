// Scores over several draws.

package score_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
)

// tired does not solve the first row from its second call on.
type tired struct {
	likelihood.Model
	calls int
}

func (m *tired) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d, err := m.Model.LogProbWith(ctx, x, r)
	if m.calls++; m.calls > 1 && err == nil {
		d.LogProb[0] = math.NaN()
		err = &likelihood.RowsError{Rows: []int{0}, Reasons: []error{errors.New("tired")}}
	}
	return d, err
}

// TestALaterDrawThatFailsIsFlagged: a row that one of several draws cannot solve has no density, and says why.
func TestALaterDrawThatFailsIsFlagged(t *testing.T) {
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for i := range 2 {
		x.AppendNumber(0.1)
		y.AppendNumber(float64(i) + 0.5)
	}
	f, c := flow(t)
	s := &score.Scorer{Model: &tired{Model: f}, Card: c, Draws: 3}
	got := must[*score.Scores](t)(s.Score(t.Context(), must[*table.Table](t)(table.New(x, y))))
	if !math.IsNaN(got.LogProb[0]) || !strings.Contains(got.Flag[0], "tired") || math.IsNaN(got.LogProb[1]) || strings.Contains(got.Flag[1], "tired") {
		t.Errorf("log p %v, flags %q; want the first row NaN with its reason, the other solved", got.LogProb, got.Flag)
	}
}

// TestSeedsShareNoDraws: the second draw of a seed is not the first one of the next seed, or means over draws would hardly
// depend on the seed.
func TestSeedsShareNoDraws(t *testing.T) {
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	x.AppendNumber(0.1)
	y.AppendNumber(0.5)
	rows := must[*table.Table](t)(table.New(x, y))
	f, c := flow(t)
	for _, err := range []error{c.Schema.Set("x", "rounded:0.1"), c.Schema.Fit(rows)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	logp := func(seed uint64, draws int) float64 {
		s := &score.Scorer{Model: f, Card: c, Seed: seed, Draws: draws}
		return must[*score.Scores](t)(s.Score(t.Context(), rows)).LogProb[0]
	}
	one, next := logp(1, 1), logp(2, 1)
	if one == next {
		t.Fatal("the rows have no noise")
	}
	if both := logp(1, 2); math.Abs(both-math.Log((math.Exp(one)+math.Exp(next))/2)) < 1e-9 {
		t.Errorf("two draws of seed 1 have log p %v, which is the mean of seeds 1 and 2", both)
	}
}
