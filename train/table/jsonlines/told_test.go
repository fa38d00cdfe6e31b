// Columns whose type the options say.

package jsonlines_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestToldTypes: a column of numbers and texts, or of numbers that no column holds, is read as texts where the options say so,
// and one without values in the first objects as what they say.
func TestToldTypes(t *testing.T) {
	late := strings.Repeat("{\"v\": null, \"d\": null}\n", 1500)
	told := &table.Options{Types: map[string]table.Type{"v": table.Text, "d": table.Date}, Layouts: map[string]string{"d": "2/1/2006"}}
	for content, want := range map[string]string{
		"{\"v\": 1, \"d\": null}\n{\"v\": \"x\"}\n{\"v\": 1.0}\n{\"v\": true}\n{\"v\": null}\n{\"v\": 9007199254740993}\n{\"v\": 1e999}": "1 x 1 true  9007199254740993 1e999",
		late + "{\"v\": \"a\", \"d\": \"29/2/2024\"}": "a 29/2/2024",
		late + "{\"v\": \"2024-01-02\"}":              "2024-01-02",
	} {
		path := filepath.Join(t.TempDir(), "mine.jsonl")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := table.ReadFile(path, told)
		if err != nil {
			t.Errorf("%.60q: %v", content, err)
			continue
		}
		v, d := got.Columns[0], got.Columns[1]
		var shown []string
		for i := range v.Len() {
			shown = append(shown, v.Format(i))
		}
		last := strings.TrimSpace(strings.Join(shown, " ") + " " + d.Format(d.Len()-1))
		if v.Type != table.Text || d.Type != table.Date || last != want {
			t.Errorf("%.60q: %v %v, %q, want %q", content, v.Type, d.Type, last, want)
		}
	}
}

// TestTruthsAsNumbers: true and false are 1 and 0 in a column that the options say to be of numbers.
func TestTruthsAsNumbers(t *testing.T) {
	for _, is := range []table.Type{table.Number, table.Integer} {
		r, err := table.NewReader(strings.NewReader("{\"v\": true}\n{\"v\": null}\n{\"v\": false}\n"), "mine.jsonl", &table.Options{Types: map[string]table.Type{"v": is}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := table.ReadRest(r)
		if err != nil {
			t.Fatal(err)
		}
		if v := got.Columns[0]; v.Type != is || v.Format(0)+","+v.Format(1)+","+v.Format(2) != "1,,0" {
			t.Errorf("%v: %v", is, v)
		}
	}
}
