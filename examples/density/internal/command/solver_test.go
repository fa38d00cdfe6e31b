// Flags that replace the solver and the tolerance of a model's file.

package command_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSolverFlags: every command that solves takes -solver and -accuracy, and its results change with them.
func TestSolverFlags(t *testing.T) {
	file := model(t, "moons", "-points", "300", "-resolution", "12", "-dtype", "float64")
	rows := filepath.Join(t.TempDir(), "rows.csv")
	must(t, "sample", file, "-n", "20", "-out", rows)
	for _, c := range [][]string{
		{"score", file, rows, "-out", "-"},
		{"sample", file, "-n", "5"},
		{"conditional", file, "-of", "x", "-given", "y=0.25", "-points", "5"},
		{"audit", file, "moons", "-points", "300", "-rows", "8", "-samples", "32", "-integral-points", "64"},
	} {
		plain, _, _ := density(t, c...)
		exact, _, _ := density(t, append(c[:len(c):len(c)], "-accuracy", "1e-9", "-solver", "dopri5")...)
		more, _, _ := density(t, append(c[:len(c):len(c)], "-accuracy", "1e-11", "-solver", "tsit5")...)
		if plain == exact || exact == more || len(exact) < 20 || strings.Count(plain, "\n") != strings.Count(exact, "\n") {
			t.Errorf("%v has no effect: %s", c, plain)
		}
		refused(t, append(c[:len(c):len(c)], "-solver", "rk99"), "-solver", "rk99")
		refused(t, append(c[:len(c):len(c)], "-accuracy", "0"), "-accuracy 0")
	}
}
