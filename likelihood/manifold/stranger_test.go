// The reason of rows that are no points.

package manifold_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestReasonOfStrangers: every call says of a row that is no point that it is none, also of the centre, at which velocities
// are no numbers, and of one so far away that its square is none.
func TestReasonOfStrangers(t *testing.T) {
	m := manifold.Sphere(3)
	flow := newFlow(t, m, mlp(t, 3), 1e-5)
	ensemble, err := likelihood.NewEnsemble(nil, likelihood.Member{Weight: 1, Model: flow})
	flowtest.Must(t, err)
	x := append(points(m, 1, 1), []float64{0, 0, 0}, []float64{90, 45, 0}, []float64{1e30, 0, 0})
	for name, call := range map[string]func() error{
		"LogProb": func() error { _, err := flow.LogProb(t.Context(), x); return err },
		"Within": func() error {
			_, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Within: 0.1})
			return err
		},
		"Certify": func() error {
			_, err := flow.LogProbWith(t.Context(), x, &likelihood.LogProbRequest{Certify: true})
			return err
		},
		"MeanLogProb":     func() error { _, err := flow.MeanLogProb(t.Context(), x, nil); return err },
		"Inverse":         func() error { _, err := flow.Inverse(t.Context(), x, nil); return err },
		"Gradient":        func() error { _, err := flow.Gradient(t.Context(), x, nil); return err },
		"of the ensemble": func() error { _, err := ensemble.LogProb(t.Context(), x); return err },
	} {
		var failed *likelihood.RowsError
		if err := call(); !errors.As(err, &failed) || len(failed.Rows) < 2 {
			t.Errorf("%s: %v, want the rows that are no points", name, err)
			continue
		}
		for i, reason := range failed.Reasons {
			if !strings.Contains(reason.Error(), "no point of the manifold") {
				t.Errorf("%s: row %d: %v, want that it is no point", name, failed.Rows[i], reason)
			}
		}
	}
}

// TestReasonOfCoarseSteps: where the solver is so coarse that the path of a point leaves the sphere, no call returns where it
// ends, and the reason is the solver, not the point.
func TestReasonOfCoarseSteps(t *testing.T) {
	m := manifold.Sphere(3)
	net := network(t, m, 1)
	for _, p := range net.Params().List() {
		for i := range p.Len() {
			p.Set(i, 2*p.At(i))
		}
	}
	flow, err := manifold.New(m, net, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 1}})
	flowtest.Must(t, err)
	for name, call := range map[string]func() error{
		"LogProb": func() error { _, err := flow.LogProb(t.Context(), points(m, 50, 2)); return err },
		"Inverse": func() error { _, err := flow.Inverse(t.Context(), points(m, 50, 2), nil); return err },
		"Sample":  func() error { _, err := flow.Sample(t.Context(), 50, 2); return err },
		"SampleWith": func() error {
			_, err := flow.SampleWith(t.Context(), 50, 2, &likelihood.SampleRequest{LogProb: true})
			return err
		},
	} {
		var failed *likelihood.RowsError
		if err := call(); !errors.As(err, &failed) {
			t.Errorf("%s: %v, want rows that left the sphere", name, err)
			continue
		}
		for i, reason := range failed.Reasons {
			if !errors.Is(reason, likelihood.ErrNotFinite) || !strings.Contains(reason.Error(), "tighter tolerance") {
				t.Errorf("%s: row %d: %v, want that it left the manifold, and what keeps it there", name, failed.Rows[i], reason)
			}
		}
	}
}
