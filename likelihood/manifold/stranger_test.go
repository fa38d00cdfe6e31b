// The reason of rows that are no points.

package manifold_test

import (
	"errors"
	"strings"
	"testing"

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
