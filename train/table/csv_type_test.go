// Dates of CSV files with parts of seconds.

package table_test

import (
	"bytes"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestPartsOfSeconds: dates with parts of seconds are written with them, in the layout of the file, and read back as what
// they are; dates without are written as before.
func TestPartsOfSeconds(t *testing.T) {
	for text, want := range map[string]string{
		"t\n2024-02-29 10:00:01\n2024-02-29 10:00:02.250\n":                     "t\n2024-02-29 10:00:01\n2024-02-29 10:00:02.25\n",
		"t\n2024-02-29T10:00:01.5\n2024-02-29T10:00:02.25\n":                    "t\n2024-02-29T10:00:01.5\n2024-02-29T10:00:02.25\n",
		"t\n2024-02-29 10:00:01.000001+01:00\n2024-02-29 10:00:02.25+01:00\n":   "t\n2024-02-29 10:00:01.000001+01:00\n2024-02-29 10:00:02.25+01:00\n",
		"t\n29.02.2024 10:00:01.123456789\n13.01.2024 10:00:02\n":               "t\n29.02.2024 10:00:01.123456789\n13.01.2024 10:00:02\n",
		"t\n2024-02-29 10:00:01\n2024-02-29 10:00:02\n":                         "t\n2024-02-29 10:00:01\n2024-02-29 10:00:02\n",
		"t\n2024-02-29T10:00:01.5Z\n2024-02-29T10:00:02Z\n2024-02-29T10:00:02Z": "t\n2024-02-29T10:00:01.5Z\n2024-02-29T10:00:02Z\n2024-02-29T10:00:02Z\n",
	} {
		got, _, err := read(t, text, nil)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var out bytes.Buffer
		w, err := table.NewCSVWriter(&out, got.Fields())
		must(t, err)
		must(t, w.Write(got))
		must(t, w.Close())
		again, _, err := read(t, out.String(), nil)
		if err != nil || out.String() != want || show(again) != show(got) {
			t.Errorf("%q is written as %q, want %q", text, &out, want)
		}
	}
}
