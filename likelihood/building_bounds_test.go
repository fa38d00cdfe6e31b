// The graphs that a call builds: bounded by their predicted size without a context, and ended by a context.

package likelihood_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// patience is a context that ends when it has been looked at so often.
type patience struct {
	context.Context
	left int
}

func (p *patience) Err() error {
	if p.left--; p.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// sketching are the settings of the file that took Load more than 40 s.
func sketching(probes int) *likelihood.Settings {
	return &likelihood.Settings{Trace: trace.Settings{Method: trace.HutchPP, Probes: probes}, Solver: &integrate.Settings{Tableau: tableau.DOP853, Workers: 1}}
}

// A file that asks for a step too large to be built is refused when it is loaded, by the name of what is too large; one that can be
// built is loaded without building it, and the first call ends with its context.
func TestLoadBuildsNoSteps(t *testing.T) {
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})
	_, err := likelihood.New(field, sketching(1024))
	flowtest.WantError(t, "1024 probes", err, likelihood.ErrSettings)
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, field, sketching(64)).Save(&file))
	forge := func(s *likelihood.Settings) { s.Trace.Probes = 1024 }
	_, err = likelihood.Load(bytes.NewReader(file.Bytes()), forge)
	var named *likelihood.FileError
	if !errors.As(err, &named) || !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("error is %v, want a *FileError", err)
	}
	flow, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	for _, looks := range []int{1, 100, 20_000} {
		if _, err := flow.Gradient(&patience{context.Background(), looks}, flowtest.Points(1, 2, 1), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d looks: %v", looks, err)
		}
	}
}

// A call that its context ended while it was building leaves nothing behind: the next one gives what it would have given.
func TestAnEndedCallIsNotRemembered(t *testing.T) {
	x := flowtest.Points(3, 2, 1)
	want, err := newFlow(t, flowtest.BentField(t, 2), nil).Gradient(t.Context(), x, nil)
	flowtest.Must(t, err)
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Gradient: integrate.GradientSettings{Method: method}})
		for looks := 1; looks < 3000; looks *= 2 {
			if _, err := flow.Gradient(&patience{context.Background(), looks}, x, nil); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%d looks: %v", looks, err)
			}
		}
		got, err := flow.Gradient(t.Context(), x, nil)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "loss", []float64{got.Loss}, []float64{want.Loss}, 1e-12)
		flowtest.CloseTo(t, "gradient", got.Params[0], want.Params[0], 1e-3)
	}
}
