// The program on tables of every kind, on a small budget.

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
)

var line = regexp.MustCompile(`(?m)^test log-density: (\S+) ± (\S+) nats$`)

// run returns the output of the program, and the test log-density in it with its deviation.
func run(t *testing.T, args ...string) (printed string, nats, deviation float64) {
	t.Helper()
	o, err := parse(args, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := o.run(t.Context(), &log); err != nil {
		t.Fatal(err)
	}
	found := line.FindAllStringSubmatch(log.String(), -1)
	if len(found) != 1 {
		t.Fatalf("%d lines with a test log-density, want 1:\n%s", len(found), &log)
	}
	nats, err = strconv.ParseFloat(found[0][1], 64)
	if err != nil {
		t.Fatal(err)
	}
	deviation, err = strconv.ParseFloat(found[0][2], 64)
	if err != nil {
		t.Fatal(err)
	}
	return log.String(), nats, deviation
}

// figure is the printed log-density of another density.
func figure(t *testing.T, printed, title string) float64 {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + title + `: (\S+) ±`).FindStringSubmatch(printed)
	if m == nil {
		t.Fatalf("no %q in\n%s", title, printed)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestMadeTable: on the made table, whose true density is known, the density comes near the truth and nearer than any other
// density. It is saved as a model. A machine with other work has done little after a second, so that more time is tried.
func TestMadeTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "density")
	var wrong []string
	for _, time := range []string{"1s", "6s", "36s"} {
		printed, nats, _ := run(t, "-time", time, "-folds", "2", "-out", path)
		if wrong = shortcomings(t, printed, nats); len(wrong) == 0 {
			break
		}
	}
	for _, each := range wrong {
		t.Error(each)
	}
	m, err := likelihood.LoadModelFile(path)
	if err != nil || m.Dim() != 3 {
		t.Errorf("%v, %v", m, err)
	}
}

// shortcomings lists what is better than a density of the made table, or says how far it is from the truth.
func shortcomings(t *testing.T, printed string, nats float64) (wrong []string) {
	t.Helper()
	if truth := figure(t, printed, titles[byTruth]); !(nats >= truth-0.5 && nats <= truth+0.1) {
		wrong = append(wrong, fmt.Sprintf("%v nats, want 0.5 below to 0.1 above the truth's %v", nats, truth))
	}
	for _, other := range titles[:bySmooth] {
		if v := figure(t, printed, other); v > nats {
			wrong = append(wrong, fmt.Sprintf("%s has %v nats, want at most %v", other, v, nats))
		}
	}
	return wrong
}

// TestAnyTable: a table with categories, dates, gaps, identifiers, a constant and an empty column and late texts has a
// density. The program notes what it leaves out.
func TestAnyTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	var b strings.Builder
	b.WriteString("height;colour;when;always;twice;late;empty;id;label\n")
	for i := range 80 {
		h := 150 + 40*rng.Float64()
		late := fmt.Sprint(rng.IntN(9))
		if i > 60 {
			late = "x"
		}
		height := fmt.Sprintf("%.1f", h)
		if i%20 == 3 {
			height = "?"
		}
		fmt.Fprintf(&b, "%s;%s;2024-0%d-11;7;%g;%s;;id%d;%d\n", height, []string{"red", "blue", ""}[rng.IntN(3)], 1+rng.IntN(9), 2*float64(i), late, i, i%2)
	}
	path := filepath.Join(t.TempDir(), "any.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	printed, nats, deviation := run(t, "-data", path, "-time", "500ms", "-folds", "2", "-drop", "label")
	if math.IsNaN(nats) || math.IsInf(nats, 0) || !(deviation > 0) {
		t.Errorf("%v ± %v\n%s", nats, deviation, printed)
	}
	for _, note := range []string{"always: left out", "id: left out", "empty: left out", "label: left out", "rows left out", "late: "} {
		if !strings.Contains(printed, note) {
			t.Errorf("no %q in\n%s", note, printed)
		}
	}
}

// TestUnitsAreStandardised: log-densities are those of standardised columns. One normal density has −½ log 2π − ½ nats a
// column, whatever the units of the columns.
func TestUnitsAreStandardised(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	var b strings.Builder
	b.WriteString("a,b\n")
	for range 300 {
		fmt.Fprintf(&b, "%v,%v\n", 1e6*rng.NormFloat64(), 5+1e-3*rng.NormFloat64())
	}
	path := filepath.Join(t.TempDir(), "units.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	printed, nats, _ := run(t, "-data", path, "-time", "300ms", "-folds", "2", "-smooth=false")
	want := -math.Log(2*math.Pi) - 1
	if v := figure(t, printed, titles[byNormal]); !(math.Abs(v-want) <= 0.15) || !(math.Abs(nats-want) <= 0.25) {
		t.Errorf("one normal density %v, the density %v, want about %v", v, nats, want)
	}
}

// TestDeviationsOfFewRows: a deviation has the number of rows in its denominator, which matters where they are few.
func TestDeviationsOfFewRows(t *testing.T) {
	f := &fold{train: [][]float64{{-3, 10}, {3, 30}}}
	if err := f.moments(); err != nil || !slices.Equal(f.std, []float64{3, 10}) || math.Abs(f.deviation-math.Log(30)) > 1e-12 {
		t.Errorf("deviations %v, the sum of their logarithms %v, %v; want 3 and 10", f.std, f.deviation, err)
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-folds", "1"}, {"-only", "11", "-data", "x"}, {"-time", "-1s"}, {"-drop", "a"}, {"-full", "-time", "1s"},
		{"-out", filepath.Join(t.TempDir(), "none", "model")}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
	for content, want := range map[string]string{"a,b\n1,2\n": "rows", "a\nx\n": "rows", "": ""} {
		path := filepath.Join(t.TempDir(), "bad.csv")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := parse([]string{"-data", path, "-out", path}, &bytes.Buffer{}); err == nil {
			t.Error("the data may be overwritten")
		}
		if _, err := (&options{data: path, drop: []string{"c"}}).read(); content != "" && (err == nil || !strings.Contains(err.Error(), `"c"`)) {
			t.Errorf("-drop c of %q: %v", content, err)
		}
		o, err := parse([]string{"-data", path}, &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.run(t.Context(), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// TestEmptyTexts: an empty text that is not missing, as formats other than CSV have it, is a text of its own.
func TestEmptyTexts(t *testing.T) {
	var r rows
	c := r.numbered(table.NewTexts("c", "", "a", "b", "a", ""))
	if c == nil || !slices.Equal(c.Numbers, []float64{0, 1, 2, 1, 0}) {
		t.Errorf("%+v, want three texts: %v", c, r.notes)
	}
}

// TestFractionsOfSeconds: days have the fractions of the dates' seconds, before 1970 too.
func TestFractionsOfSeconds(t *testing.T) {
	dates := []time.Time{time.Unix(0, 750e6), time.Unix(86400, 1e6), time.Unix(-86400, 250e6)}
	want := []float64{0.75 / 86400, 1 + 0.001/86400, -1 + 0.25/86400}
	for i, v := range days(table.NewDates("when", dates...)).Numbers {
		if !(math.Abs(v-want[i]) <= 1e-15) {
			t.Errorf("%v is %v days, want %v", dates[i].UTC(), v, want[i])
		}
	}
}

// TestNormalOfDependentColumns: one normal density of columns that depend on each other is as likely for any rows, not now and
// then tens of nats likelier by rounding errors.
func TestNormalOfDependentColumns(t *testing.T) {
	for seed := range uint64(30) {
		rng, z := rand.New(rand.NewPCG(seed, 1)), make([][]float64, 400)
		for i := range z {
			a, b := rng.NormFloat64(), rng.NormFloat64()
			z[i] = []float64{a, b, 0.6*a + 0.8*b}
		}
		logProb, err := normal(z[:300], z[300:])
		if got := mean(logProb); err != nil || !(got < 0) {
			t.Errorf("seed %d: a mean log-density of %v, %v; want that of a deviation of a tenth across the plane", seed, got, err)
		}
	}
}

// TestColumnsOfOtherTypes: columns that no table holds, such as lists and objects, are left out with a note, and may be
// dropped.
func TestColumnsOfOtherTypes(t *testing.T) {
	path, text := filepath.Join(t.TempDir(), "nested.jsonl"), ""
	for i := range leastRows {
		text += fmt.Sprintf("{\"l\": [1, %d], \"a\": %d.5, \"o\": {\"p\": 1}}\n", i, i*i%17)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, drop := range [][]string{nil, {"l"}} {
		r, err := (&options{data: path, drop: drop}).read()
		if err != nil || !slices.Equal(r.names, []string{"a"}) || len(r.x) != leastRows || len(r.notes) != 2 || !strings.HasPrefix(r.notes[0], "l: left out, its type is ") {
			t.Errorf("-drop %v: %+v, %v", drop, r, err)
		}
	}
	if err := os.WriteFile(path, []byte("{\"l\": [1]}\n{\"l\": [2]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (&options{data: path}).read(); !errors.Is(err, table.ErrColumnType) {
		t.Errorf("a file of lists alone: %v, want ErrColumnType", err)
	}
}
