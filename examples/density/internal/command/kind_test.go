// Flags that say two things of one column.

package command_test

import (
	"strings"
	"testing"
)

// TestKindOfConditions: a condition stays one whatever -kind takes it for, and words for another part are refused.
func TestKindOfConditions(t *testing.T) {
	path := own(t, 60)
	for kind, want := range map[string]string{"b=category": "category, condition", "b=rounded:2": "number, condition, rounded to 2", "d=category": "category, condition", "kind=category": "category, condition"} {
		name, _, _ := strings.Cut(kind, "=")
		_, text := fit(t, path, "-exclude", "name", "-condition", name, "-kind", kind)
		if got := line(t, text, name+" "); !strings.Contains(got, want) || !strings.Contains(text, ", given "+name) {
			t.Errorf("-condition %s -kind %s: %s, want %s\n%s", name, kind, got, want, text)
		}
	}
	for _, word := range []string{"class", "category,variable", "leftout"} {
		refused(t, []string{"fit", path, "-condition", "b", "-kind", "b=" + word, "-out", t.TempDir()}, "of a column that stands in -condition too")
	}
}
