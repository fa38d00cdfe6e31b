// What a fit writes and prints for data of any kind, and what it refuses.

package command_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// TestZipCodes: without a sub-command and data the program fits the ZIP codes.
func TestZipCodes(t *testing.T) {
	dir := t.TempDir()
	text := must(t, append([]string{"-out", dir, "-resolution", "12"}, small...)...)
	if got, want := line(t, text, "ZIP codes"), "ZIP codes: 33109 rows of 2 columns, 3311 of them held out"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, name := range []string{"density.png", "training.png"} {
		if _, err := png.Decode(strings.NewReader(contents(t, filepath.Join(dir, name)))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 4 {
		t.Errorf("%d files, want 4", len(files))
	}
}

// TestEveryChoice: a fit succeeds with each value of the flags for toy data, solver, trace, gradient, network and
// optimiser.
func TestEveryChoice(t *testing.T) {
	for _, args := range [][]string{
		{"8gaussians", "-trace", "hutchinson", "-gradient", "backsolve"},
		{"pinwheel", "-solver", "tsit5", "-dtype", "float64", "-rtol", "1e-6"},
		{"2spirals", "-layer", "concat", "-activation", "softplus"},
		{"checkerboard", "-hidden", "", "-average", "0", "-decay", "0.01"},
	} {
		fit(t, append(args, "-points", "200", "-resolution", "12")...)
	}
	must(t, "moons", "-points", "200", "-epochs", "1", "-hidden", "8", "-resolution", "12", "-quiet", "-out", t.TempDir())
}

// own makes a CSV file with columns of all kinds.
func own(t *testing.T, rows int) string {
	text := "name,a,b,c,same,kind,d,one\n"
	for i := range rows {
		u := math.Mod(float64(i+1)*math.Phi, 1)
		text += fmt.Sprintf("%s,%g,%d,%g,%d,%s,2024-01-%02d,7\n", strings.Repeat("n", i%rows+1), u, i*7%10, math.Exp(5*u*u)+float64(i%3), i*7%10, []string{"x", "y"}[i*i%2], 1+i%28)
	}
	return write(t, "own.csv", text)
}

// TestCodes: digits with leading zeros are a category, which the fit says, and numbers where it is told to read them so.
func TestCodes(t *testing.T) {
	text := "zip,v\n"
	for i := range 60 {
		text += fmt.Sprintf("%05d,%g\n", 501+i%4*3000, math.Mod(float64(i)*math.Phi, 1))
	}
	path := write(t, "codes.csv", text)
	_, said := fit(t, path)
	if !strings.Contains(said, `digits such as "00501" have leading zeros`) || !strings.Contains(said, "category, class") {
		t.Errorf("no category of codes in\n%s", said)
	}
	if _, said = fit(t, path, "-kind", "zip=number"); !strings.Contains(said, "501 … 9501") {
		t.Errorf("no numbers from 501 on in\n%s", said)
	}
}

// TestOwnColumns: -columns selects columns by name or number, and -exclude, -condition and -kind do what the fit prints.
func TestOwnColumns(t *testing.T) {
	path := own(t, 80)
	for columns, want := range map[string]string{"a,b": "a,b\n", "2,3,4": "a,b,c\n", "c": "c\n"} {
		args := []string{path, "-columns", columns}
		if columns == "a,b" {
			args = append(args, "-resolution", "12")
		}
		folder, _ := fit(t, args...)
		if head := contents(t, filepath.Join(folder, "samples.csv")); !strings.HasPrefix(head, want) {
			t.Errorf("-columns %s: samples begin %.10q", columns, head)
		}
	}
	_, text := fit(t, path, "-exclude", "name,d", "-condition", "b", "-kind", "c=positive", "-kind", "a=bounded:-1:2,continuous")
	for _, want := range []string{"logit between -1 and 2", "log above 0", "constant, left out", "duplicate of b", "number, condition"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// TestPictures: columns of any number and kind have a picture of at least the size of its panels.
func TestPictures(t *testing.T) {
	path := own(t, 80)
	for _, c := range []struct {
		columns       string
		width, height int // at least
		args          []string
	}{
		{"a", 900, 500, nil},
		{"d", 900, 500, nil}, // a date
		{"a,kind", 1000, 900, nil},
		{"a,name", 900, 500, nil}, // more names than can be shown
		{"a,c", 900, 500, []string{"-kind", "c=category"}},
		{"a,b,kind,d", 1500, 1500, []string{"-weights", "c"}},
		{"a,b", 1000, 500, []string{"-resolution", "12"}},
		{"a,b", 1000, 900, []string{"-condition", "b"}},
	} {
		folder, _ := fit(t, append([]string{path, "-columns", c.columns}, c.args...)...)
		img, err := png.Decode(strings.NewReader(contents(t, filepath.Join(folder, "density.png"))))
		if err != nil {
			t.Fatalf("%s: %v", c.columns, err)
		}
		if size := img.Bounds().Size(); size.X < c.width || size.Y < c.height {
			t.Errorf("%s: a picture of %v, want at least %d by %d", c.columns, size, c.width, c.height)
		}
	}
}

// TestFitRefuses: an error is one line, comes before the training, and leaves no file.
func TestFitRefuses(t *testing.T) {
	bad := write(t, "bad.csv", "a,b\n1,2\n3,x\n")
	good := own(t, 40)
	holes := write(t, "holes.csv", "a,b\n1.5,2\n,3\n"+strings.Repeat("2.5,4\n1,3\n", 10))
	words := write(t, "one.csv", "a,b\n1,2\n")
	twice := write(t, "twice.csv", "a,a\n1,2\n3,4\n")
	for _, c := range []struct {
		want string
		args []string
	}{
		{"none of the toy", []string{"nothing"}},
		{"-solver", []string{"-solver", "rk99"}},
		{"-trace", []string{"-trace", "half"}},
		{"-gradient", []string{"-gradient", "guess"}},
		{"-dtype", []string{"-dtype", "int8"}},
		{"-hidden", []string{"-hidden", "64,x"}},
		{"-hidden \"-3\"", []string{"-hidden", "-3"}},
		{"-hidden \"8,-3\"", []string{"-hidden=8,-3"}},
		{"-holdout", []string{"-holdout", "1"}},
		{"-points 0", []string{"moons", "-points", "0"}},
		{"at most 100000000", []string{"moons", "-points", "99999999999"}},
		{"-resolution 1000000: want", []string{"-resolution", "1000000"}},
		{"a stands twice", []string{good, "-kind", "a=positive", "-kind", "a=category"}},
		{"want one of", []string{"-activation", "step"}},
		{"-rtol -1", []string{"-rtol", "-1"}},
		{"-rtol 0: want", []string{"-rtol", "0"}},
		{"-atol 0: want", []string{"-atol", "0"}},
		{"-accuracy 0: want", []string{"-accuracy", "0"}},
		{"-rate 0: want", []string{"-rate", "0"}},
		{"-rate +Inf: want", []string{"-rate", "Inf"}},
		{"-decay NaN: want", []string{"-decay", "NaN"}},
		{"-accuracy 1e-12", []string{"moons", "-accuracy", "1e-12"}},
		{"no such column", []string{good, "-columns", "z"}},
		{"no such column", []string{good, "-exclude", "z"}},
		{"-condition z", []string{good, "-condition", "z"}},
		{"-kind z=log", []string{good, "-kind", "z=log"}},
		{"-kind a=nonsense", []string{good, "-kind", "a=nonsense"}},
		{"positive is another word for log", []string{good, "-kind", "a=positive:x"}},
		{"twice", []string{good, "-columns", "a,a"}},
		{"twice", []string{twice}},
		{"no column is left", []string{good, "-columns", "one"}},
		{"-kind kind=category,variable", []string{good, "-columns", "kind,one"}},
		{`"a" has no value`, []string{holes}},
		{"leaves 1 of 1", []string{words}},
		{"-out", []string{"-out", filepath.Join(bad, "out")}},
		{"unknown flag", []string{"-colour", "red"}},
		{"unknown flag", []string{"-load", "model"}},
	} {
		folder := filepath.Join(t.TempDir(), "out")
		args := append([]string{"fit", "-quiet", "-iterations", "4", "-out", folder}, c.args...)
		refused(t, args, c.want)
		if files, _ := os.ReadDir(folder); len(files) > 0 {
			t.Errorf("%v leaves %d files", c.args, len(files))
		}
	}
}

// TestFlagsWithoutEffect: flags that would have no effect are refused by name.
func TestFlagsWithoutEffect(t *testing.T) {
	good := own(t, 40)
	plain, classes := model(t, "moons", "-points", "300", "-resolution", "12"), model(t, good, "-columns", "a,kind")
	parquet := filepath.Join(t.TempDir(), "rows.parquet")
	must(t, "sample", plain, "-n", "20", "-out", parquet)
	for _, c := range [][]string{
		{"-points", "fit", good, "-points", "100"},
		{"-points", "fit", "-points", "100"},
		{"-header", "fit", "moons", "-header", "no"},
		{"-delimiter", "fit", "-delimiter", ";"},
		{"-na", "fit", "moons", "-na", "x"},
		{"-max-levels", "fit", "moons", "-max-levels", "3"},
		{"-resolution", "fit", good, "-columns", "a", "-resolution", "100"},
		{"-iterations", "fit", "moons", "-epochs", "1", "-iterations", "5"},
		{"-seed", "score", plain, good, "-seed", "8"},
		{"-draws", "score", plain, good, "-draws", "8"},
		{"-header", "score", plain, parquet, "-header", "yes"},
		{"-columns", "score", plain, good, "-columns", "x,y"},
		{"-certify", "score", plain, good, "-certify", "-within", "1e-3"},
		{"-seed", "serve", plain, "-seed", "8"},
		{"-seed", "conditional", plain, "-of", "x", "-given", "y=1", "-seed", "8"},
		{"-points", "conditional", classes, "-of", "kind", "-given", "a=0.5", "-points", "8"},
		{"-points", "audit", plain, good, "-points", "100"},
		{"-na", "audit", plain, "moons", "-na", "x"},
		{"-delimiter", "audit", plain, "zipcodes", "-delimiter", ";"},
		{"-format", "score", plain, good, "-format", "csv"},
		{"-shard", "score", plain, good, "-shard", "0/2"},
		{"unknown flag", "sample", plain, "-rtol", "1"},
		{"unknown flag", "score", "m", good, "-hidden", "8"},
		{"unknown flag", "show", "m", "-seed", "8"},
	} {
		refused(t, c[1:], c[0])
	}
}

// TestInterruptedTrainingIsReported: a training whose context ends, as with Ctrl-C, is evaluated and reported as
// interrupted, also by the exit code.
func TestInterruptedTrainingIsReported(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	state := filepath.Join(t.TempDir(), "state")
	var out, errs bytes.Buffer
	args := []string{"moons", "-points", "300", "-iterations", "1000000", "-batch", "64", "-hidden", "8", "-quiet", "-resolution", "12", "-out", t.TempDir(), "-checkpoint", state}
	go func() {
		for { // until the first checkpoint is written
			if _, err := os.Stat(state); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if code := command.Run(ctx, args, command.Streams{Out: &out, Err: &errs}); code != 4 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if line(t, out.String(), "training interrupted after") == "" || line(t, out.String(), "held-out") == "" {
		t.Errorf("got %s", out.String())
	}
}
