// Rows so far away that the squares of their log-densities are no numbers.

package score_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// farRun is a run over the lines, of x and y, by a model in float64.
func farRun(t *testing.T, lines, out string) *score.Run {
	t.Helper()
	data := filepath.Join(filepath.Dir(out), "rows.csv")
	if _, err := os.Stat(data); err != nil {
		if err := os.WriteFile(data, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, data, out)
	field := must[*dynamics.MLP](t)(dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 3, Float64: true}))
	r.Scorer.Model = must[*likelihood.Flow](t)(likelihood.New(field, nil))
	return r
}

// TestFarRows: a row at 1e100, which float64 can solve, has its log-density, and so has each other row. A run that was
// killed behind it goes on, and finds what a run at once finds.
func TestFarRows(t *testing.T) {
	lines := "x,y\n1e100,1\n0.5,1.5\n" + strings.Repeat("0.25,1.25\n-0.5,0.5\n", 99)
	folder := t.TempDir()
	once := must[*score.Result](t)(farRun(t, lines, filepath.Join(folder, "once.csv")).Run(context.Background()))
	before := farRun(t, lines, filepath.Join(folder, "killed.csv"))
	before.Scorer.Model = &killed{before.Scorer.Model, 1}
	if _, err := before.Run(context.Background()); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the end of the run", err)
	}
	again := must[*score.Result](t)(farRun(t, lines, filepath.Join(folder, "killed.csv")).Run(context.Background()))
	if again.Known != 100 || once.All.N != 200 || once.All != again.All || once.Trained != again.Trained || math.IsNaN(once.All.M2) || once.All.Mean > -1e197 {
		t.Errorf("got %+v at once, %+v after %d rows", once.All, again.All, again.Known)
	}
}

// TestFarRowsAlone: the spread of rows that are alike is not that from a mean of no rows.
func TestFarRowsAlone(t *testing.T) {
	r := must[*score.Result](t)(farRun(t, "x,y\n1e100,1\n1e100,1\n", filepath.Join(t.TempDir(), "out.csv")).Run(context.Background()))
	if r.All.M2 != 0 || r.All.Mean > -1e198 {
		t.Errorf("got %+v, want two rows of one log-density", r.All)
	}
}
