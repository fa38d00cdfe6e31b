// Errors of the input name what is wrong.

package pipeline

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestMissingColumn: a file without a column of the model is refused before the run if it is the first file, and otherwise
// by the worker that reads it. The error names the file, the missing column and the columns of the file.
func TestMissingColumn(t *testing.T) {
	set := settings(t)
	set.Out = t.TempDir()
	other := groups(t, filepath.Join(t.TempDir(), "other.parquet"), 0, 10, 10, "x", "z")
	good, first := *set, *set
	first.Files = nil
	err := first.Check(t.Context(), []string{other, set.Files[0]})
	if !errors.Is(err, table.ErrNoColumn) || !strings.Contains(err.Error(), "other.parquet") || !strings.Contains(err.Error(), `"y"`) || !strings.Contains(err.Error(), "x, id, z") {
		t.Errorf("got %v", err)
	}
	good.Files = []string{set.Files[0], other}
	if _, err := run(t, &good); err == nil || !strings.Contains(err.Error(), "other.parquet") || !strings.Contains(err.Error(), `"y"`) {
		t.Errorf("got %v", err)
	}
}

// TestNoRows: a file without rows is no error and has no parts. The third file has three row groups, each with a rejected
// row, and so three parts and three files of rejected rows.
func TestNoRows(t *testing.T) {
	set := settings(t)
	folder := t.TempDir()
	set.Files = []string{groups(t, filepath.Join(folder, "empty.parquet"), 0, 0, 10, "x", "y"), text(t, filepath.Join(folder, "empty.csv"), 0, 0), set.Files[1]}
	set.Out = t.TempDir()
	result, err := run(t, set)
	if err != nil {
		t.Fatal(err)
	}
	if n := Counted(result)["rows"]; n != 90 {
		t.Errorf("%d rows, want 90", n)
	}
	if got := contents(t, set.Out); len(got) != 3+3 {
		t.Errorf("%d files, want 6", len(got))
	}
}

// TestRefusedBeforeTheRun: Check refuses settings and files that no worker could use, and the error names them.
func TestRefusedBeforeTheRun(t *testing.T) {
	set := settings(t)
	used := t.TempDir()
	if err := os.WriteFile(filepath.Join(used, "part-000000-000001.parquet"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "model.gorgoflow")
	if err := os.WriteFile(damaged, []byte("no model"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Settings) []string{
		"-model is missing":      func(s *Settings) []string { s.Model = ""; return set.Files },
		"-out is missing":        func(s *Settings) []string { s.Out = ""; return set.Files },
		"-draws 0":               func(s *Settings) []string { s.Draws = 0; return set.Files },
		"no files":               func(s *Settings) []string { return nil },
		"nothing*: no such file": func(s *Settings) []string { return []string{"nothing*"} },
		"stands twice":           func(s *Settings) []string { return []string{set.Files[0], set.Files[0]} },
		"parts of another run":   func(s *Settings) []string { s.Out = used; return set.Files },
		damaged:                  func(s *Settings) []string { s.Model = damaged; return set.Files },
		"-within -1: want":       func(s *Settings) []string { s.Within = -1; return set.Files },
		"-within NaN: want":      func(s *Settings) []string { s.Within = math.NaN(); return set.Files },
		"-certify has no":        func(s *Settings) []string { s.Within, s.Certify = 1e-3, true; return set.Files },
		"-draws 3 has no":        func(s *Settings) []string { s.Draws, s.Certify = 3, false; return set.Files },
		"-seed 5 has no":         func(s *Settings) []string { seed := uint64(5); s.Seed = &seed; return set.Files },
		`-solver "euler"`:        func(s *Settings) []string { s.Solver = "euler"; return set.Files },
		"unknown://x":            func(s *Settings) []string { return []string{"unknown://x"} },
		`no such column: `:       func(s *Settings) []string { s.Keep = []string{"who"}; return set.Files },
		"-accuracy 2: want":      func(s *Settings) []string { v := 2.; s.Accuracy = &v; return set.Files },
		"-columns: ":             func(s *Settings) []string { s.Columns = []string{"a", "b"}; return set.Files },
	} {
		s := *set
		s.Files, s.Out = nil, t.TempDir()
		if err := s.Check(t.Context(), change(&s)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
