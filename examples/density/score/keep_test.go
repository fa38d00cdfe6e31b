// Columns of the data that are copied to the scores, from several files.

package score_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// kept are the scores of files with the given texts, with a copied column.
func kept(t *testing.T, keep string, texts ...string) ([]string, error) {
	t.Helper()
	r := run(t, "", filepath.Join(t.TempDir(), "s.csv"))
	r.Files, r.Keep = nil, []string{keep}
	for _, text := range texts {
		path := filepath.Join(t.TempDir(), "rows.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r.Files = append(r.Files, path)
	}
	if _, err := r.Run(t.Context()); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(contents(t, r.Out)), "\n"), nil
}

// TestKeptOfSeveralFiles: a copied column has the type that it has in the first file. Texts stay what they are where
// a later file has digits alone, and a text among numbers is an error of its place.
func TestKeptOfSeveralFiles(t *testing.T) {
	texts, numbers := "x,y,id\n0.5,1.5,a1\n0.25,2.5,b2\n", "x,y,id\n0.5,1.5,010\n0.25,2.5,2e3\n"
	lines, err := kept(t, "id", texts, numbers)
	if err != nil || len(lines) != 5 || !strings.Contains(lines[3], ",1,010,") || !strings.Contains(lines[4], ",2,2e3,") {
		t.Errorf("%q, %v, want the texts 010 and 2e3", lines, err)
	}
	_, err = kept(t, "id", "x,y,id\n0.5,1.5,10\n0.25,2.5,20\n", texts)
	var field *table.FieldError
	if !errors.As(err, &field) || field.Text != "a1" || field.Line != 2 || field.Column != "id" {
		t.Errorf("%v, want a FieldError of a1 in line 2", err)
	}
}

// TestKeptByOtherNames: a copied column may be named in other case, or by its number, as columns to fit may.
func TestKeptByOtherNames(t *testing.T) {
	for _, name := range []string{"ID", "3"} {
		lines, err := kept(t, name, "x,y,id\n0.5,1.5,a1\n", "id,x,y\nb2,0.5,1.5\n")
		if err != nil || lines[0] != "file,row,id,log_p,rank,flag" || !strings.Contains(lines[2], ",1,b2,") {
			t.Errorf("-keep %s: %q, %v, want the column id", name, lines, err)
		}
	}
}
