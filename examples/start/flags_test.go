// Flags and files that are refused before anything is computed.

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
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

// TestFlagsWithoutEffect: a flag of which none of the ways has an effect is refused by name.
func TestFlagsWithoutEffect(t *testing.T) {
	for args, want := range map[string]string{
		"-ways alone -first 9": "-first", "-ways alone,kinetic=1 -then 9": "-then", "-ways mixture=4 -rate 0.1": "-rate", "-ways mixture=4 -lead 0.1": "-lead",
		"-ways matching -alone 9": "-alone", "-ways transport -over 0.1": "-over", "-ways matching+mixture=4 -after 0.1": "-after", "-ways alone,mixture=4 -width 9": "-width",
	} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.HasPrefix(err.Error(), want+" has no effect") {
			t.Errorf("%s: %v, want a refusal of %s", args, err, want)
		}
	}
	for _, args := range []string{"-alone 9 -first 9 -then 9 -rate .1 -after .1 -lead .1 -over .1 -width 9", "-ways matching+mixture=4 -over .1 -first 9", "-ways kinetic=1 -rate .1 -alone 9"} {
		if _, err := parse(strings.Fields(args), io.Discard); err != nil {
			t.Errorf("%s: %v", args, err)
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

// TestNamesWithEquals: a file in a folder of a partition is read, with components or without.
func TestNamesWithEquals(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "date=2024-01-01")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path, text := filepath.Join(folder, "part=0.csv"), ""
	for i := range leastRows {
		text += fmt.Sprintf("%d,%d,%d\n", i%11, i*i%17, i*i*i%19)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for argument, want := range map[string]int{path: 3, path + "=2": 2} {
		if s, err := readSet(argument); err != nil || len(s.rows[0]) != want {
			t.Errorf("%s: %v, want %d columns", argument, err, want)
		}
	}
	if _, err := readSet(path + "=3"); err == nil || !strings.Contains(err.Error(), `"3" components, want from 1 to 2`) {
		t.Errorf("%v, want the number of components refused", err)
	}
}
