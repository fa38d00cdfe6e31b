// Sub-commands other than fit under mpirun.

package command_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRanksShareAFitAlone: a sub-command other than fit that mpirun has started as one of several ranks is refused
// before it writes a file. A single rank runs it.
func TestRanksShareAFitAlone(t *testing.T) {
	file, out := model(t, "moons", "-points", "300"), filepath.Join(t.TempDir(), "out.csv")
	rows := write(t, "rows.csv", "x,y\n0,1\n")
	for _, set := range [][2]string{{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"}, {"PMI_SIZE", "PMI_RANK"}, {"PMIX_RANK", "PMIX_RANK"}} {
		t.Run(set[0], func(t *testing.T) {
			t.Setenv(set[0], "4")
			t.Setenv(set[1], "2")
			for name, args := range map[string][]string{
				"score":       {file, rows, "-out", out},
				"sample":      {file, "-out", out},
				"conditional": {file, "-of", "x", "-given", "y=0", "-out", out},
				"audit":       {file, "moons"},
				"show":        {file},
				"serve":       {file},
			} {
				refused(t, append([]string{name}, args...), "rank 2", set[0], "all of "+name)
			}
		})
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("a file was written: %v", err)
	}
	t.Setenv("PMI_SIZE", "1") // as mpirun -n 1 does
	t.Setenv("PMI_RANK", "0")
	must(t, "show", file)
}

// TestRanksReadFiles: a fit by several processes refuses standard input, which one of them gets: the others waited for
// its end.
func TestRanksReadFiles(t *testing.T) {
	t.Setenv("PMI_SIZE", "4")
	t.Setenv("PMI_RANK", "2")
	refused(t, []string{"fit", "-", "-out", t.TempDir()}, "standard input", "want a file")
}
