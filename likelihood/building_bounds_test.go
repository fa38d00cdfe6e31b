// The graphs that a call builds: their predicted size is bounded, and a context ends the building.

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
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// sketching returns settings whose steps are large, since each stage holds so many probes.
func sketching(probes int) *likelihood.Settings {
	return &likelihood.Settings{Trace: trace.Settings{Method: trace.HutchPP, Probes: probes}, Solver: &integrate.Settings{Tableau: tableau.DOP853, Workers: 1}}
}

// TestLoadBuildsNoSteps: Load refuses a file whose steps would be too large to be built, and names the setting. Load does
// not build the steps of other files, since that takes more than 40 s with such settings: the first call builds them, and
// ends with its context.
func TestLoadBuildsNoSteps(t *testing.T) {
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}})
	_, err := likelihood.New(field, sketching(1024))
	flowtest.WantError(t, "1024 probes", err, likelihood.ErrSettings)
	var file bytes.Buffer
	flowtest.Must(t, newFlow(t, field, sketching(64)).Save(&file))
	forged := fileOf(t, newFlow(t, field, sketching(64)))
	forged.Model = bytes.ReplaceAll(forged.Model, []byte(`"Probes":64`), []byte(`"Probes":1024`))
	_, err = likelihood.Load(bytes.NewReader(bytesOf(t, forged)))
	var named *modelfile.Error
	if !errors.As(err, &named) || !errors.Is(err, likelihood.ErrSettings) {
		t.Errorf("error is %v, want a *FileError", err)
	}
	flow, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	for _, looks := range []int64{1, 100, 20_000} {
		if _, err := flow.Gradient(&counted{Context: context.Background(), most: looks}, flowtest.Points(1, 2, 1), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d looks: %v", looks, err)
		}
	}
}

// TestAnEndedCallIsNotRemembered: if its context ends a call while it builds, the next call gives what it would have
// given alone.
func TestAnEndedCallIsNotRemembered(t *testing.T) {
	x := flowtest.Points(3, 2, 1)
	want, err := newFlow(t, flowtest.BentField(t, 2), nil).Gradient(t.Context(), x, nil)
	flowtest.Must(t, err)
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Gradient: integrate.GradientSettings{Method: method}})
		for looks := int64(1); looks < 3000; looks *= 2 {
			if _, err := flow.Gradient(&counted{Context: context.Background(), most: looks}, x, nil); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%d looks: %v", looks, err)
			}
		}
		got, err := flow.Gradient(t.Context(), x, nil)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "loss", []float64{got.Loss}, []float64{want.Loss}, 1e-12)
		flowtest.CloseTo(t, "gradient", got.Params[0], want.Params[0], 1e-3) // want is replay's, from which backsolve differs by the solver's error
	}
}
