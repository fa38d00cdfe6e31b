// Dates of CSV files: parts of seconds, and zeros before days and months.

package table_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestPartsOfSeconds: dates with parts of seconds are written with them, in the layout of the file, and read back as what
// they are; dates without are written as before.
func TestPartsOfSeconds(t *testing.T) {
	writtenAs(t, map[string]string{
		"t\n2024-02-29 10:00:01\n2024-02-29 10:00:02.250\n":                     "t\n2024-02-29 10:00:01\n2024-02-29 10:00:02.25\n",
		"t\n2024-02-29T10:00:01.5\n2024-02-29T10:00:02.25\n":                    "t\n2024-02-29T10:00:01.5\n2024-02-29T10:00:02.25\n",
		"t\n2024-02-29 10:00:01.000001+01:00\n2024-02-29 10:00:02.25+01:00\n":   "t\n2024-02-29 10:00:01.000001+01:00\n2024-02-29 10:00:02.25+01:00\n",
		"t\n29.02.2024 10:00:01.123456789\n13.01.2024 10:00:02\n":               "t\n29.02.2024 10:00:01.123456789\n13.01.2024 10:00:02\n",
		"t\n2024-02-29 10:00:01\n2024-02-29 10:00:02\n":                         "t\n2024-02-29 10:00:01\n2024-02-29 10:00:02\n",
		"t\n2024-02-29T10:00:01.5Z\n2024-02-29T10:00:02Z\n2024-02-29T10:00:02Z": "t\n2024-02-29T10:00:01.5Z\n2024-02-29T10:00:02Z\n2024-02-29T10:00:02Z\n",
	})
}

// TestZeros: days and months that all have two digits are written so, and others as they are.
func TestZeros(t *testing.T) {
	writtenAs(t, map[string]string{
		"t\n05/21/2025\n11/02/2025\n":                   "t\n05/21/2025\n11/02/2025\n",
		"t\n21/05/2025\n02/11/2025\n":                   "t\n21/05/2025\n02/11/2025\n",
		"t\n5/21/2025\n11/2/2025\n":                     "t\n5/21/2025\n11/2/2025\n",
		"t\n5/21/2025\n11/02/2025\n":                    "t\n5/21/2025\n11/2/2025\n",
		"t\n05/21/2025 10:00\n11/02/2025 11:00\n":       "t\n05/21/2025 10:00\n11/02/2025 11:00\n",
		"t\n05/21/2025 10:00:01\n11/02/2025 11:00:00\n": "t\n05/21/2025 10:00:01\n11/02/2025 11:00:00\n",
	})
}

// TestShortDaysBehindLong: a file whose first days and months all have two digits, as those of October, has others further on.
func TestShortDaysBehindLong(t *testing.T) {
	for _, dates := range [][2]string{{"11/15/2025", "1/2/2026"}, {"15/11/2025", "2/1/2026"}, {"15.11.2025", "2.1.2026"}, {"15.11.2025 10:00", "2.1.2026 10:00"}} {
		text := "t\n" + strings.Repeat(dates[0]+"\n", 1<<15) + dates[1] + "\n"
		got, _, err := read(t, text, nil)
		if err != nil {
			t.Errorf("%q behind %q: %v", dates[1], dates[0], err)
		} else if day := got.Columns[0].Dates[1<<15]; day.Format("2006-01-02") != "2026-01-02" {
			t.Errorf("%q behind %q is %v", dates[1], dates[0], day)
		}
	}
}

// writtenAs writes what texts are read as.
func writtenAs(t *testing.T, texts map[string]string) {
	t.Helper()
	for text, want := range texts {
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
