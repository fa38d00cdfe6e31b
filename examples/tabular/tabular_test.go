// The program on tables of every kind, on a small budget, and its figures against known ones.

package main

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
)

var line = regexp.MustCompile(`(?m)^test log-density: (\S+) ± (\S+) nats$`)

// run returns the output of the program, and its figure.
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
		t.Fatalf("%d lines with a figure:\n%s", len(found), &log)
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

// figure is the printed figure of another density.
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

// On the table of which the truth is known the density comes near it, and no other density does; a model's file holds it.
func TestMadeTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "density")
	printed, nats, _ := run(t, "-time", "1s", "-folds", "2", "-out", path)
	truth := figure(t, printed, titles[byTruth])
	if nats < truth-0.5 || nats > truth+0.1 {
		t.Errorf("%v nats, the truth has %v", nats, truth)
	}
	for _, other := range titles[:bySmooth] {
		if v := figure(t, printed, other); v > nats {
			t.Errorf("%s has %v nats, more than %v", other, v, nats)
		}
	}
	m, err := likelihood.LoadModelFile(path)
	if err != nil || m.Dim() != 3 {
		t.Errorf("%v, %v", m, err)
	}
}

// A table of everything that other people's tables have.
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

// One normal density of standardised rows has half a nat a column less than -½ log 2π each, whatever the columns' units.
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
	if v := figure(t, printed, titles[byNormal]); math.Abs(v-want) > 0.15 || math.Abs(nats-want) > 0.25 {
		t.Errorf("one normal density %v, the density %v, want about %v", v, nats, want)
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-folds", "1"}, {"-only", "11", "-data", "x"}, {"-time", "-1s"}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	for content, want := range map[string]string{"a,b\n1,2\n": "rows", "a\nx\n": "rows", "": ""} {
		path := filepath.Join(t.TempDir(), "bad.csv")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
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
