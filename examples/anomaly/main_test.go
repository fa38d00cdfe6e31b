// The output of the program for a file, a folder and the moons.

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// write makes a file with a set of two columns. Its anomalies lie apart from the other rows.
func write(t *testing.T, path string, n int) {
	t.Helper()
	var file bytes.Buffer
	z := gzip.NewWriter(&file)
	fmt.Fprintln(z, "a,b,label")
	x, anomaly := numbered(n, 2)
	for i, row := range x {
		label := 0
		if anomaly[i] {
			row[1], label = row[1]+4, 1
		}
		fmt.Fprintf(z, "%v,%v,%d\n", i%5, row[1], label)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// output is what the program prints with some arguments.
func output(t *testing.T, args ...string) string {
	t.Helper()
	o, err := parse(args, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := o.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFileAndFolder: a file has its AUROC, and a small file, of which rows are drawn with replacement, a second AUROC
// without the rows of the training. The folder has a line for each large set, with the AUROC that its file has. A mean
// of no sets is –.
func TestFileAndFolder(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "small.csv.gz"), 200)
	write(t, filepath.Join(folder, "large.csv.gz"), 1200)
	if err := os.WriteFile(filepath.Join(folder, "other.csv"), []byte("set,kNN\nlarge,99\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := output(t, "-data", filepath.Join(folder, "large.csv.gz"))
	m := regexp.MustCompile(`^AUROC: (\d+\.\d\d)\n$`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no AUROC in %q", text)
	}
	if v, err := strconv.ParseFloat(m[1], 64); err != nil || !(v >= 95 && v <= 100) {
		t.Errorf("%q, want an AUROC of 95 to 100", text)
	}
	if text := output(t, "-data", filepath.Join(folder, "small.csv.gz")); !regexp.MustCompile(`^AUROC: \d+\.\d\d\n1000 rows were drawn out of 200: .* without them \d+\.\d\d\n$`).MatchString(text) {
		t.Error(text)
	}
	o := output(t, "-data", folder)
	if !regexp.MustCompile(`(?m)^large +540 +660 +2 +- +`+m[1]+`$`).MatchString(o) || !regexp.MustCompile(`(?m)^2 sets, seed 1`).MatchString(o) {
		t.Error(o)
	}
	if err := os.Remove(filepath.Join(folder, "large.csv.gz")); err != nil {
		t.Fatal(err)
	}
	if o := output(t, "-data", folder); !regexp.MustCompile(`(?m)^mean of the sets that were not drawn +–   of 0 sets$`).MatchString(o) || strings.Contains(o, "NaN") {
		t.Error(o)
	}
}

// TestMoons: all methods tell most uniform points from the moons. One normal density tells the fewest, since it is high
// between the moons too.
func TestMoons(t *testing.T) {
	folder := t.TempDir()
	of := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^(\w+) +AUROC: (\S+)$`).FindAllStringSubmatch(output(t, "-out", folder), -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		of[m[1]] = v
	}
	for _, name := range names() {
		if !(of[name] >= 80) || name != "gaussian" && !(of[name] >= of["gaussian"]+1) {
			t.Errorf("%s: %v, want 80 or more, and for gaussian the least by 1", name, of)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "anomaly.png")); err != nil {
		t.Error(err)
	}
}

// TestFlagsWithoutEffect: a flag that has no effect beside the others is refused by name.
func TestFlagsWithoutEffect(t *testing.T) {
	for want, args := range map[string][]string{"-out": {"-out", "x", "-data", "x.csv"}, "-plain": {"-plain"}, "-method": {"-data", "x", "-all", "-method", "knn"}, "-widths": {"-data", "x", "-method", "flow+gaussian", "-widths", "1"}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil || !strings.HasPrefix(err.Error(), want+" has no effect") {
			t.Errorf("%v: %v, want a refusal of %s", args, err, want)
		}
	}
	for _, args := range [][]string{{"-data", "x", "-all", "-widths", "1"}, {"-data", "x", "-method", "flow+kernel", "-widths", "1"}, {"-method", "knn", "-widths", "1"}, {"-data", "x", "-plain"}} {
		if _, err := parse(args, &bytes.Buffer{}); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestRefusals: an unknown method, an argument too many, a column of texts and a file that does not exist are refused.
func TestRefusals(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.csv")
	if err := os.WriteFile(text, []byte("a,label\nx,0\ny,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&options{all: true, data: text}).run(t.Context(), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "-all") {
		t.Errorf("-all of a file: %v", err)
	}
	for _, args := range [][]string{{"-all"}, {"-method", "luck"}, {"-method", "kernel+knn"}, {"-method", "kernel+kernel"}, {"-widths", "0.1,0"}, {"-widths", ""}, {"more"}, {"-data", text}, {"-data", filepath.Dir(text) + "/none"}} {
		o, err := parse(args, &bytes.Buffer{})
		if err == nil {
			err = o.run(t.Context(), &bytes.Buffer{})
		}
		if err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
