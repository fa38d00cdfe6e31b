// Lines of the table.

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFewerComponents: the line of a mixture says how many components it has where the rows are too few for those asked for.
func TestFewerComponents(t *testing.T) {
	path, text := filepath.Join(t.TempDir(), "few.csv"), ""
	for i := range leastRows {
		text += fmt.Sprintf("%d,%d\n", i%11, i*i%17)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{"-sets=", "-ways", "mixture=3,mixture=32", "-then", "1", path}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := o.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "| mixture=3 |") || !strings.Contains(got, "| mixture=32 (4 components) |") {
		t.Errorf("got %s, want 3 components, and 4 of 32", got)
	}
}
