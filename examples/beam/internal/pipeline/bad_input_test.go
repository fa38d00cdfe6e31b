// What is wrong is said with its name.

package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// A file without a column that the model wants is refused before the run where it is the first, and by the worker that reads it otherwise:
// the message names the file, the column and those that there are.
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

// Files without rows have no parts, and are no error. Each of the three row groups of the other file has a row that is rejected.
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
		t.Errorf("%d rows", n)
	}
	if got := contents(t, set.Out); len(got) != 3+3 {
		t.Errorf("%d files", len(got))
	}
}

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
