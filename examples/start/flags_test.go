// Flags and files that are refused before anything is computed.

package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefusals: the message says what was wrong, and what would be right.
func TestRefusals(t *testing.T) {
	few := filepath.Join(t.TempDir(), "few.csv.gz") // is no gzip file, which nobody minds
	if err := os.WriteFile(few, []byte("a,b\n1,2\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"-alone 0": "at least 1", "-rate NaN": "more than 0", "-short -1": "or more", "-sets=": "want a set or a file", "-seeds 1,x": `"x", want whole numbers`,
		"-sets moon": "want some of zipcodes", "-sets moons none.csv": "none.csv", "-sets moons " + few: "2 rows, want 100",
		"-ways luck": "want some of alone", "-ways alone=2": "without a number", "-ways kinetic": "kinetic=WEIGHT", "-ways alone+total=NaN": "total=WEIGHT",
		"-ways mixture=2.5": "mixture=COMPONENTS", "-ways mixture=-3": "mixture=COMPONENTS", "-ways mixture=1e9": "at most 5000",
	} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// TestCompressionIsDetected: the rows of a file are those of its text, whether it is compressed and whatever its name
// says of that.
func TestCompressionIsDetected(t *testing.T) {
	text := strings.Repeat("1,2\n3,4.5\n", leastRows/2)
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte("a,b\n" + text))
	w.Close()
	for name, content := range map[string][]byte{"plain.csv": []byte(text), "plain.csv.gz": []byte(text), "zipped.csv": zipped.Bytes(), "zipped.csv.gz": zipped.Bytes()} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := readSet(path); err != nil || len(s.rows) != leastRows || s.rows[1][1] != 4.5 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}
