// Numbers that are too large for the model's number type.

package command_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
)

// TestHeldOutRowTooLarge: a held-out row with a number that is too large for the model costs neither a fit its other files nor an
// audit its other rows. The fit names the row of the file, and has the mean of the others, as a score has.
func TestHeldOutRowTooLarge(t *testing.T) {
	const rows = 80
	text := "a,b\n"
	for i := range rows - 1 {
		text += fmt.Sprintf("%g,%g\n", math.Mod(float64(i+1)*math.Phi, 1), math.Mod(float64(i+1)*math.Sqrt2, 1))
	}
	path := write(t, "sentinel.csv", text+"1e300,0.5\n")
	seed := uint64(1)
	for !(split.Split{Seed: seed, Share: 0.1, Rows: rows}).Set().Has(rows - 1) {
		seed++
	}
	folder := t.TempDir()
	args := append([]string{"fit", path, "-out", folder, "-seed", fmt.Sprint(seed), "-resolution", "12"}, small...)
	fitted, said, code := density(t, args...)
	if want := "sentinel.csv, line 81: not solved: 1e+300 is too large"; code != 0 || !strings.Contains(said, want) {
		t.Fatalf("ends with %d and says %q, want %q", code, said, want)
	}
	if contents(t, filepath.Join(folder, "density.png")) == "" {
		t.Error("no picture")
	}
	scored := must(t, "score", filepath.Join(folder, "model.gorgoflow"), path, "-out", filepath.Join(folder, "scores.csv"))
	mean, _, _ := strings.Cut(heldOut(t, fitted), " nats")
	if !strings.Contains(scored, mean+",") || !strings.Contains(fitted, "not in the mean: 1 of 8 rows") {
		t.Errorf("the fit has %s, want the mean of the score\n%s", mean, scored)
	}
	if normal := line(t, fitted, "           that of a normal"); strings.Contains(normal, "Inf") {
		t.Error(normal)
	}
	printed, said, code := density(t, "audit", filepath.Join(folder, "model.gorgoflow"), path, "-samples", "64", "-integral-points", "256")
	if code != 0 || !strings.Contains(printed, "\n7 rows: log p") || !strings.Contains(said, "1 of 8 rows cannot be examined: not solved: 1e+300 is too large") {
		t.Errorf("the audit ends with %d and says %q\n%s, want one on 7 rows", code, said, printed)
	}
}
