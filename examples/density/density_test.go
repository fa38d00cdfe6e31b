package main

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// small is a budget that shows nothing but that all works.
var small = []string{"-quiet", "-iterations", "4", "-batch", "64", "-hidden", "8,8", "-samples", "50", "-resolution", "12"}

func density(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(context.Background(), append(append([]string{}, small...), args...), &out, &errs)
	return out.String(), err
}

func mustDensity(t *testing.T, args ...string) string {
	t.Helper()
	out, err := density(t, args...)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out
}

func line(t *testing.T, text, start string) string {
	t.Helper()
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, start) {
			return l
		}
	}
	t.Fatalf("no line starts with %q in\n%s", start, text)
	return ""
}

func TestZipCodes(t *testing.T) {
	dir := t.TempDir()
	text := mustDensity(t, "-out", dir)
	if got, want := line(t, text, "ZIP codes"), "ZIP codes: 33109 rows of 2 columns, 3311 of them held out"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, name := range []string{"density.png", "training.png"} {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		file.Close()
	}
	if files, _ := os.ReadDir(dir); len(files) != 4 {
		t.Errorf("%d files, want 4", len(files))
	}
}

// A saved model scores as the one that was saved, and a seed gives the same samples.
func TestLoad(t *testing.T) {
	dir, again := t.TempDir(), t.TempDir()
	fitted := mustDensity(t, "-data", "moons", "-points", "500", "-out", dir)
	loaded := mustDensity(t, "-data", "moons", "-points", "500", "-out", again, "-load", filepath.Join(dir, "model.gorgoflow"))
	if a, b := line(t, fitted, "held-out"), line(t, loaded, "held-out"); a != b {
		t.Errorf("fitted: %s; loaded: %s", a, b)
	}
	a, _ := os.ReadFile(filepath.Join(dir, "samples.csv"))
	b, _ := os.ReadFile(filepath.Join(again, "samples.csv"))
	if !bytes.Equal(a, b) || len(a) == 0 {
		t.Error("the samples differ")
	}
}

func TestEveryChoice(t *testing.T) {
	for _, args := range [][]string{
		{"-data", "8gaussians", "-trace", "hutchinson", "-gradient", "backsolve"},
		{"-data", "pinwheel", "-solver", "tsit5", "-dtype", "float64", "-rtol", "1e-6"},
		{"-data", "2spirals", "-layer", "concat", "-activation", "softplus", "-epochs", "1"},
		{"-data", "checkerboard", "-hidden", "", "-average", "0", "-decay", "0.01"},
	} {
		mustDensity(t, append(args, "-points", "200", "-out", t.TempDir())...)
	}
}

func TestOwnData(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "own.csv")
	text := "name,a,b,c\n"
	for i := range 60 {
		text += strings.Join([]string{"x", string(rune('0' + i%10)), string(rune('0' + i*7%10)), string(rune('1' + i*3%7))}, ",") + "\n"
	}
	os.WriteFile(path, []byte(text), 0o600)
	for _, columns := range []string{"a,b", "2,3,4", "c"} {
		out := filepath.Join(dir, columns)
		mustDensity(t, "-data", path, "-columns", columns, "-out", out)
		head, _ := os.ReadFile(filepath.Join(out, "samples.csv"))
		if want := map[string]string{"a,b": "a,b\n", "2,3,4": "a,b,c\n", "c": "c\n"}[columns]; !strings.HasPrefix(string(head), want) {
			t.Errorf("-columns %s: samples begin %.10q", columns, head)
		}
	}
}

func TestBadFlags(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.csv")
	os.WriteFile(bad, []byte("a,b\n1,2\n3,x\n"), 0o600)
	broken := filepath.Join(dir, "model")
	os.WriteFile(broken, []byte("{}"), 0o600)
	for want, args := range map[string][]string{
		"line 3, b":         {"-data", bad},
		"none of the toy":   {"-data", "nothing"},
		"-solver":           {"-solver", "rk99"},
		"-trace":            {"-trace", "half"},
		"-gradient":         {"-gradient", "guess"},
		"-dtype":            {"-dtype", "int8"},
		"-hidden":           {"-hidden", "64,x"},
		"-holdout":          {"-holdout", "1"},
		"-points":           {"-data", "moons", "-points", "0"},
		"is not a flag":     {"moons"},
		"want one of":       {"-activation", "step"},
		"RTol":              {"-rtol", "-1"},
		"no such file":      {"-load", filepath.Join(dir, "none")},
		"model file":        {"-load", broken},
		"constant column":   {"-data", constant(t, dir)},
		"no such column":    {"-data", bad, "-columns", "z"},
		"not a directory":   {"-out", filepath.Join(bad, "out")},
		"leaves 1 of 1":     {"-data", one(t, dir)},
		"provided but not ": {"-colour", "red"},
	} {
		_, err := density(t, append([]string{"-out", filepath.Join(dir, "out")}, args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
	if files, _ := os.ReadDir(filepath.Join(dir, "out")); len(files) > 0 {
		t.Errorf("bad flags left %d files", len(files))
	}
}

func constant(t *testing.T, dir string) string {
	return write(t, dir, "constant.csv", "a,b\n1,2\n1,3\n1,4\n1,5\n1,2\n1,9\n")
}
func one(t *testing.T, dir string) string { return write(t, dir, "one.csv", "a,b\n1,2\n") }

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Cancelling the context is what Ctrl-C does.
func TestInterruptedTrainingIsReported(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var out, errs bytes.Buffer
	args := append(append([]string{}, small...), "-data", "moons", "-points", "300", "-iterations", "1000000", "-out", t.TempDir())
	args = append(args, "-checkpoint", filepath.Join(t.TempDir(), "state"))
	go func() {
		for { // until the first score is stored
			if _, err := os.Stat(args[len(args)-1]); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if err := run(ctx, args, &out, &errs); err != nil {
		t.Fatal(err)
	}
	if line(t, out.String(), "training interrupted after") == "" || line(t, out.String(), "held-out") == "" {
		t.Errorf("got %s", out.String())
	}
}
