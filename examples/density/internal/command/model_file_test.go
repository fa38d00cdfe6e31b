// What later commands know from a model's file.

package command_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// heldOut returns the held-out mean in the output of a command.
func heldOut(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`held-out mean log-density (-?[0-9.]+ ± [0-9.]+)`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no held-out mean in\n%s", text)
	}
	return found[1]
}

// TestHeldOutRowsAreThoseOfTheFit: the rows of a fit are recognised in any format and with columns in another order.
// The mean over the held-out rows is the mean that the fit printed. Other rows have no held-out rows.
func TestHeldOutRowsAreThoseOfTheFit(t *testing.T) {
	path := own(t, 300)
	folder, fitted := fit(t, path, "-columns", "a,b,kind", "-seed", "5", "-holdout", "0.2")
	file := filepath.Join(folder, "model.gorgoflow")
	whole, err := table.ReadFile(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	turned := filepath.Join(t.TempDir(), "turned.parquet")
	for i, j := 0, len(whole.Columns)-1; i < j; i, j = i+1, j-1 {
		whole.Columns[i], whole.Columns[j] = whole.Columns[j], whole.Columns[i]
	}
	w, err := table.Create(turned, whole.Fields())
	if err == nil {
		err = w.Write(whole)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{path, turned} {
		text := must(t, "score", file, data, "-out", filepath.Join(t.TempDir(), "s.csv"))
		if got, want := heldOut(t, text), heldOut(t, fitted); got != want {
			t.Errorf("%s: held out %s, want the fit's %s", data, got, want)
		}
	}
	lines := strings.SplitAfter(contents(t, path), "\n")
	other := write(t, "other.csv", strings.Join(append(lines[:1:1], lines[2:]...), ""))
	if text := must(t, "score", file, other, "-out", filepath.Join(t.TempDir(), "s.csv")); strings.Contains(text, "held-out") {
		t.Errorf("other rows have a held-out mean: %s", text)
	}
}

// TestOtherData: rows unlike those of the fit draw a warning, and columns of other names are refused. The order of the
// columns does not matter.
func TestOtherData(t *testing.T) {
	file := model(t, "moons", "-points", "500", "-resolution", "12")
	far := "x,y\n"
	for i := range 50 {
		far += fmt.Sprintf("%d.5,%d.25\n", 100+i, 300-i)
	}
	out := filepath.Join(t.TempDir(), "s.csv")
	if text := must(t, "score", file, write(t, "far.csv", far), "-out", out); !strings.Contains(text, "warning: 50 of 50 rows") {
		t.Errorf("no warning in %s", text)
	}
	if got := contents(t, out); strings.Count(got, "below all training rows") != 50 {
		t.Error(got)
	}
	refused(t, []string{"score", file, write(t, "swapped.csv", strings.Replace(far, "x,y", "y,z", 1)), "-out", out}, "no such column", `"x"`)
	turned := write(t, "turned.csv", "y,x\n0.25,1.5\n0.75,-0.5\n")
	straight := write(t, "straight.csv", "x,y\n1.5,0.25\n-0.5,0.75\n")
	if a, b := must(t, "score", file, turned, "-out", "-"), must(t, "score", file, straight, "-out", "-"); a != b {
		t.Errorf("columns in another order: %s, %s", a, b)
	}
}

// TestOneRow: the mean of one row has no error.
func TestOneRow(t *testing.T) {
	file := model(t, "moons", "-points", "500", "-resolution", "12")
	text := must(t, "score", file, write(t, "one.csv", "x,y\n0.5,0.25\n"), "-out", filepath.Join(t.TempDir(), "s.csv"))
	if strings.Contains(text, "NaN") || strings.Contains(text, "±") || !strings.Contains(text, "(of 1 row)") {
		t.Error(text)
	}
	_, fitted := fit(t, "moons", "-points", "10", "-resolution", "12")
	if got := line(t, fitted, "held-out"); strings.Contains(got, "NaN") {
		t.Error(got)
	}
}

// TestShow: show prints the model, its schema and its fit, as text and as JSON.
func TestShow(t *testing.T) {
	file := model(t, own(t, 100), "-columns", "a,b,kind")
	var shown struct {
		Dim, Condition, Weights int
		Traits                  []struct{ Name, Value string }
		Card                    struct {
			Schema struct{ Columns []struct{ Name, Kind string } }
			Fit    struct {
				Data  string
				Split struct{ Rows int }
			}
		}
	}
	if err := json.Unmarshal([]byte(must(t, "show", file, "-json")), &shown); err != nil {
		t.Fatal(err)
	}
	c := &shown.Card
	if shown.Dim != 2 || shown.Condition != 2 || shown.Weights == 0 || len(shown.Traits) == 0 || c.Fit.Data != "own.csv" || c.Fit.Split.Rows != 100 ||
		len(c.Schema.Columns) != 3 || c.Schema.Columns[2].Name != "kind" || c.Schema.Columns[2].Kind != "category" {
		t.Errorf("%+v", shown)
	}
	text := must(t, "show", file)
	for _, want := range []string{"held out", "own.csv", "kind", "fingerprint", "seed 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// TestSamples: samples have the columns and types of the data, with all digits, and hold to -given.
func TestSamples(t *testing.T) {
	text := "t,n,kind\n"
	for i := range 200 {
		text += fmt.Sprintf("%d.25,%d,%s\n", 1600000000+i*i*977, i%9, []string{"x", "y"}[i*i%2])
	}
	file := model(t, write(t, "times.csv", text))
	drawn := must(t, "sample", file, "-n", "40", "-seed", "3")
	if drawn != must(t, "sample", file, "-n", "40", "-seed", "3") {
		t.Error("two draws with one seed differ")
	}
	times := map[string]bool{}
	for _, l := range strings.Split(strings.TrimSpace(drawn), "\n")[1:] {
		f := strings.Split(l, ",")
		times[f[0]] = true
		if !strings.HasPrefix(f[0], "1") || strings.ContainsAny(f[0], "e") || strings.Contains(f[1], ".") || f[2] != "x" && f[2] != "y" {
			t.Errorf("sample %q", l)
		}
	}
	if len(times) != 40 {
		t.Errorf("%d different times of 40", len(times))
	}
	given := must(t, "sample", file, "-n", "20", "-given", "kind=y")
	if strings.Contains(given, ",x\n") {
		t.Error(given)
	}
	refused(t, []string{"sample", file, "-given", "kind=z"}, "kind", `"z"`)
	refused(t, []string{"sample", file, "-given", "n=3"}, "no effect")
	refused(t, []string{"score", file, write(t, "gap.csv", "t,n,kind\n1600000000.25,3,x\n,4,x\n"), "-out", "-"}, `line 3, column "t" has no value, which `, "-missing drop")
	two := model(t, write(t, "two.csv", strings.ReplaceAll(strings.ReplaceAll(strings.Replace(text, "\n", ",half\n", 1), "x\n", "x,p\n"), "y\n", "y,q\n")), "-kind", "half=class", "-kind", "kind=condition")
	refused(t, []string{"sample", two, "-given", "half=p"}, "no value of kind", "one of each condition, [kind]")
	seen := map[string]bool{}
	for _, l := range strings.Split(strings.TrimSpace(must(t, "sample", two, "-n", "40", "-given", "kind=x")), "\n")[1:] {
		seen[strings.SplitN(l, ",", 3)[2]] = true
	}
	fromFile := must(t, "sample", two, "-n", "40", "-conditions", write(t, "kinds.csv", "kind\nx\n"))
	if !seen["x,p"] || !seen["x,q"] || len(seen) != 2 || fromFile != must(t, "sample", two, "-n", "40", "-given", "kind=x") {
		t.Errorf("a class that is not given is %v beside the given kind, from a file %s", seen, fromFile)
	}
	refused(t, []string{"sample", two, "-conditions", write(t, "kinds.csv", "KIND,HALF\nx,p\n")}, "no such column")
	holes := model(t, write(t, "holes.csv", "a,kind\n"+strings.Repeat("1.5,x\n2.75,\n0.1,y\n3.3,x\n", 20)), "-missing", "mask")
	if drawn := must(t, "sample", holes, "-n", "5", "-given", "kind="); strings.Count(drawn, ",\n") != 5 {
		t.Errorf("given a missing value: %s", drawn)
	}
	refused(t, []string{"sample", file, "-n", "0"}, "-n 0")
	refused(t, []string{"sample", file, "-out", "x.jpg"}, ".csv", ".parquet")
}

// TestAudit: audit checks the model, uses the rows that the fit held out, and warns of rows unlike those of the fit.
func TestAudit(t *testing.T) {
	file := model(t, "moons", "-points", "500", "-resolution", "12", "-dtype", "float64")
	text, _, code := density(t, "audit", file, "moons", "-points", "500", "-rows", "32", "-samples", "64", "-integral-points", "400")
	if !strings.Contains(text, "held out of the fit") || !strings.Contains(text, "round trip") || code > 1 {
		t.Errorf("%d: %s", code, text)
	}
	if _, said, _ := density(t, "audit", file, "zipcodes", "-rows", "32", "-samples", "64", "-integral-points", "400"); !strings.Contains(said, "no such column") {
		t.Errorf("other columns: %s", said)
	}
	far := "x,y\n"
	for i := range 50 {
		far += fmt.Sprintf("%d.5,%d.25\n", 100+i, 300-i)
	}
	args := []string{"-rows", "32", "-samples", "64", "-integral-points", "400"}
	if _, said, _ := density(t, append([]string{"audit", file, write(t, "far.csv", far)}, args...)...); !strings.Contains(said, "warning: 32 of 32 rows have a log-density below") {
		t.Errorf("no warning in %s", said)
	}
	if _, said, _ := density(t, append([]string{"audit", file, "moons", "-seed", "2"}, args...)...); strings.Contains(said, "warning") {
		t.Error(said)
	}
	refused(t, []string{"audit", file, "moons", "-rows", "0"}, "-rows 0")
	refused(t, []string{"audit", file}, "data")
	refused(t, []string{"score", file}, "data")
	refused(t, []string{"score", file, "moons", "-within", "NaN"}, "-within NaN: want")
	refused(t, []string{"score", file, "moons", "-within", "0"}, "-within 0: want")
}
