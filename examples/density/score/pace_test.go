// The first step size that a run gives all rows.

package score

import (
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// TestFirstStep: Open finds a first step with which a model takes fewer evaluations, if settings replace the solver of its
// file, and finds the same first step each time. Otherwise the solver of the file keeps its own.
func TestFirstStep(t *testing.T) {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.gorgoflow")
	if err := flow.SaveFile(path); err != nil {
		t.Fatal(err)
	}
	accuracy := 1e-4
	counted := func(open func() (*Model, error)) int {
		m, err := open()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := m.Sample(t.Context(), 500, 7)
		if err != nil {
			t.Fatal(err)
		}
		n, err := evaluations(t.Context(), m, rows)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, s := range []*Settings{{Model: path, Columns: []string{"x", "y"}, Accuracy: &accuracy}, {Model: path, Columns: []string{"x", "y"}}} {
		own := counted(func() (*Model, error) { return s.open(0) })
		if n := counted(func() (*Model, error) { return &Model{Any: flow}, nil }); s.Accuracy == nil && n != own {
			t.Errorf("%d evaluations, want the %d of the flow that was saved", own, n)
		}
		found := counted(func() (*Model, error) { return s.Open(t.Context()) })
		again := counted(func() (*Model, error) { return s.Open(t.Context()) })
		if found != again || (s.Accuracy == nil) != (found == own) || found > own {
			t.Errorf("accuracy %v: %d evaluations, then %d, and %d with first steps of each row's own", s.Accuracy, found, again, own)
		}
	}
}
