// The names of files that tables are written to.

package output_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
)

// TestCheckTakesWhatItsErrorLists: the error for another name lists endings, of which .gz may follow each.
func TestCheckTakesWhatItsErrorLists(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "rows")
	err := output.Check(path)
	if err == nil {
		t.Fatal("a name without an ending is taken")
	}
	_, list, _ := strings.Cut(err.Error(), "want")
	endings := regexp.MustCompile(`\.\w+`).FindAllString(list, -1)
	if last := len(endings) - 1; last < 4 || endings[last] != ".gz" {
		t.Fatalf("%v, want it to list formats, and .gz", err)
	}
	for _, ending := range endings[:len(endings)-1] {
		for _, name := range []string{path + ending, path + ending + ".gz"} {
			if err := output.Check(name); err != nil {
				t.Error(err)
			}
		}
	}
}
