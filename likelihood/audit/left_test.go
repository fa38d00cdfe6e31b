// What an audit leaves behind: the weights of a flow whose audit ends early, the conditions of the rows that can be solved, and what
// cannot be judged beside penalties.

package audit_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
)

// ending is a flow whose audit's context ends in its gradient number at.
type ending struct {
	*likelihood.Flow
	end func()
	at  int
}

func (e *ending) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	if e.at--; e.at == 0 {
		e.end()
	}
	return e.Flow.Gradient(ctx, x, r)
}

// TestAuditsThatEndLeaveTheWeights: an audit moves the weights for its differences of the loss, and puts them back also where its
// context ends meanwhile.
func TestAuditsThatEndLeaveTheWeights(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), nil)
	before, x := valuesOf(flow), samplesOf(t, flow, 20)
	for at := 1; ; at++ {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := audit.RunSteps(ctx, &ending{Flow: flow, end: cancel, at: at}, x, nil, audit.CheckGradients)
		ended := ctx.Err() != nil
		cancel()
		if !slices.Equal(valuesOf(flow), before) {
			t.Fatalf("ended in gradient %d: the weights have moved", at)
		}
		if !ended {
			if at < 6 {
				t.Errorf("%d gradients, want those of four differences too", at-1)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended in gradient %d: error %v, want that of the context", at, err)
		}
	}
}

// failing is a flow that cannot solve row 1 at first, and keeps the conditions of later requests.
type failing struct {
	*likelihood.Flow
	calls     int
	condition [][]float64
}

func (f *failing) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	if f.calls++; f.calls == 1 {
		return nil, &likelihood.RowsError{Rows: []int{1}, Reasons: []error{errors.New("own")}, Total: len(x)}
	}
	f.condition = r.Condition
	return f.Flow.LogProbWith(ctx, x, r)
}

// TestRowsKeepTheirConditions: the rows that can be solved keep their own conditions.
func TestRowsKeepTheirConditions(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{3}, Cond: 1})
	flowtest.Must(t, err)
	f := &failing{Flow: newFlow(t, field, nil)}
	a, err := audit.RunSteps(t.Context(), f, flowtest.Points(4, 2, 1), &audit.Settings{Condition: [][]float64{{0}, {1}, {2}, {3}}})
	flowtest.Must(t, err)
	if want := [][]float64{{0}, {2}, {3}}; a.Failed != 1 || !slices.EqualFunc(f.condition, want, slices.Equal) {
		t.Errorf("%d rows failed, the others have the conditions %v, want %v", a.Failed, f.condition, want)
	}
}

// TestGradientsOfPenalties: where the loss has penalties, differences of log p say nothing of its gradient by the data.
func TestGradientsOfPenalties(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Penalties: likelihood.Penalties{Kinetic: 0.5}})
	a, err := audit.RunSteps(t.Context(), flow, samplesOf(t, flow, 20), nil, audit.CheckGradients)
	flowtest.Must(t, err)
	if c := a.Check("gradient: data"); c == nil || c.Verdict != audit.Unknown {
		t.Errorf("gradient by the data: %+v, want %v", c, audit.Unknown)
	}
}
