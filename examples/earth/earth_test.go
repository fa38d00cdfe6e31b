// The program on a small budget, and its parts: kernels, splits, shares, the map and the files that are read.

package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestRun: every density is scored, the learned densities beat the uniform density, and the picture is written.
func TestRun(t *testing.T) {
	o, err := parse([]string{"-out", t.TempDir(), "-rows", "300", "-iterations", "20", "-hidden", "16", "-waves", "16", "-seeds", "2"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := o.run(t.Context(), &log); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^(.*\S) +test NLL: (\S+) ± \S+ nats$`).FindAllStringSubmatch(log.String(), -1)
	if len(lines) != 6 {
		t.Fatalf("%d densities, want 6\n%s", len(lines), &log)
	}
	for _, line := range lines[1:] {
		if nats, err := strconv.ParseFloat(line[2], 64); err != nil || !(nats >= 0.5 && nats <= 2.52) { // log 4π = 2.531 is that of the uniform density
			t.Errorf("%s: %s nats, %v; want 0.5 to 2.52", line[1], line[2], err)
		}
	}
	if info, err := os.Stat(filepath.Join(o.out, "earth.png")); err != nil || info.Size() == 0 {
		t.Error(err)
	}
}

// TestOneSeedHasNoDeviation: the score of a single seed stands alone; it was ± 0.000.
func TestOneSeedHasNoDeviation(t *testing.T) {
	var log bytes.Buffer
	j := job{log: &log, names: []string{"one", "two"}, nats: map[string][]float64{"one": {1.5}, "two": {1, 2}}}
	if j.summary(); strings.Contains(strings.SplitN(log.String(), "\n", 2)[0], "±") || !strings.Contains(log.String(), "± 0.707") {
		t.Errorf("%s", &log)
	}
}

// TestKernels: the kernel density estimate has mass one, and gives hardly any weight to kernels that are too narrow for
// the rows. The base density that is made of the estimate agrees with it.
func TestKernels(t *testing.T) {
	p, err := made(500)
	if err != nil {
		t.Fatal(err)
	}
	k := fitKernels(p.x, 1e-3)
	if w := k.weight[len(k.weight)-1]; w > 0.02 {
		t.Errorf("kernels of width 1e-3 have the weight %.3f", w)
	}
	const n = 20000 // points of a Fibonacci lattice, even over the sphere
	x, mass := make([][]float64, n), 0.0
	for i := range x {
		height := 1 - (2*float64(i)+1)/n
		x[i] = vector(180/math.Pi*math.Asin(height), math.Mod(360*float64(i)/math.Phi, 360))
	}
	wide := fitKernels(p.x, 0.05)
	logp := wide.logProb(x)
	for _, l := range logp {
		mass += 4 * math.Pi / n * math.Exp(l)
	}
	if !(math.Abs(mass-1) <= 0.01) {
		t.Errorf("∫p is %.4f, want 1", mass)
	}
	m, err := wide.mixture()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range wide.logProb(p.x[:50]) {
		if got := m.LogProb(p.x[i]); !(math.Abs(got-want) <= 0.01) {
			t.Errorf("row %d: %.4f as a base, want %.4f as an estimate", i, got, want)
		}
	}
}

// TestSplit: the parts of a split hold every row once, in the shares 8:1:1. Another seed gives another split.
func TestSplit(t *testing.T) {
	p, err := made(100)
	if err != nil {
		t.Fatal(err)
	}
	one, two := split(p.x, 1), split(p.x, 2)
	if len(one.train) != 80 || len(one.validation) != 10 || len(one.test) != 10 {
		t.Errorf("%d, %d, %d rows, want 80, 10, 10", len(one.train), len(one.validation), len(one.test))
	}
	seen := map[*float64]bool{}
	for _, part := range [][][]float64{one.train, one.validation, one.test} {
		for _, row := range part {
			seen[&row[0]] = true
		}
	}
	if len(seen) != 100 || &one.test[0][0] == &two.test[0][0] && &one.test[1][0] == &two.test[1][0] {
		t.Errorf("%d different rows, or one split for two seeds", len(seen))
	}
	if again := split(append(p.x, one.train[3]), 1); again.repeated() > 1 || one.repeated() != 0 {
		t.Errorf("%d and %d rows are repeated, want at most 1, and none", again.repeated(), one.repeated())
	}
}

// TestShare: the likelihood of a mixture is largest at the share that is found.
func TestShare(t *testing.T) {
	first, second := []float64{-1, -2, 0.5, -3, -1.5}, []float64{-2, -1, -1, -1, -2}
	likelihood := func(share float64) (sum float64) {
		for _, l := range mixed(share, first, second) {
			sum += l
		}
		return sum
	}
	share := shareOf(first, second)
	if share < 0.1 || share > 0.9 || likelihood(share) < likelihood(share+0.02) || likelihood(share) < likelihood(share-0.02) {
		t.Errorf("a share of %.3f", share)
	}
}

// TestMap: the inverse takes points of the map back to the sphere, and the map keeps areas.
func TestMap(t *testing.T) {
	area := func(height, longitude float64) float64 {
		const h = 1e-5
		at := func(a, b float64) []float64 { return onMap(vector(180/math.Pi*math.Asin(a), b)) }
		up, down, east, west := at(height+h, longitude), at(height-h, longitude), at(height, longitude+h), at(height, longitude-h)
		return ((east[0]-west[0])*(up[1]-down[1]) - (east[1]-west[1])*(up[0]-down[0])) / (4 * h * h)
	}
	want := area(0, 0)
	for _, height := range []float64{-0.95, -0.3, 0.2, 0.7} {
		for _, longitude := range []float64{-170, -20, 100} {
			u := vector(180/math.Pi*math.Asin(height), longitude)
			back, inside := fromMap(onMap(u))
			for i := range u {
				if !inside || !(math.Abs(back[i]-u[i]) <= 1e-9) {
					t.Fatalf("%v comes back as %v", u, back)
				}
			}
			if got := area(height, longitude); !(math.Abs(got/want-1) <= 1e-4) {
				t.Errorf("height %g, longitude %g: area %g, want %g", height, longitude, got, want)
			}
		}
	}
	if _, inside := fromMap([]float64{-179, 80}); inside {
		t.Error("the corner of the map is on the sphere")
	}
}

// TestParallels: the number beside the map is the latitude at that height.
func TestParallels(t *testing.T) {
	m := worldMap()
	ticks := m.YTicks.Ticks(m.Box.Y0, m.Box.Y1)
	for _, tick := range ticks {
		u, _ := fromMap([]float64{0, tick.Value})
		latitude := 180 / math.Pi * math.Asin(u[2])
		if want, err := strconv.ParseFloat(tick.Label, 64); err != nil || !(math.Abs(latitude-want) <= 1e-9) {
			t.Errorf("%q stands at latitude %g", tick.Label, latitude)
		}
	}
	if len(ticks) != 5 {
		t.Errorf("%d latitudes, want 5", len(ticks))
	}
}

// TestRefusals: bad files and flags are refused, and the error says what is wrong and in which file.
func TestRefusals(t *testing.T) {
	many := strings.Repeat("1,2\n", 30)
	for content, want := range map[string]string{
		"lat,long\n" + many + "91,0\n": "row 31: latitude", "lat,long\n1,x\n": "row 1: longitude", "lat,long\n1,2\n": "1 rows",
		"lat,long\n1,2,3\n": "wrong number of fields", "a,b,c\n1,2,3\n": "3 columns", "91,0\n" + many: "row 1: latitude",
		"long,lat\n" + many: "latitude and then longitude", "Longitude, Latitude\n" + many: "latitude and then longitude", "y,Lat.\n" + many: "latitude and then",
	} {
		path := filepath.Join(t.TempDir(), "points.csv")
		if err := os.WriteFile(path, []byte("# a comment\n"+content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := (&options{data: path}).points(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%.20q: %v", content, err)
		}
	}
	blanks := filepath.Join(t.TempDir(), "blanks.csv")
	if err := os.WriteFile(blanks, []byte(strings.Repeat(" 1, 2 \n", 29)+"\"1\", \"2\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := (&options{data: blanks}).points(); err != nil || len(p.x) != 30 {
		t.Errorf("a file with blanks about its numbers: %v, %v; want its 30 rows, the first one too", p, err)
	}
	path := filepath.Join(t.TempDir(), "nameless.csv")
	for _, content := range []string{many, "\ufeff" + many, "\ufeff# a comment\n" + many, "\ufeff\"lat\",\"long\"\n" + many} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := (&options{data: path}).points(); err != nil || len(p.x) != 30 {
			t.Errorf("%.20q: %v, %v; want 30 rows, the first one without names too", content, p, err)
		}
	}
	for want, args := range map[string][]string{"-rows": {"-data", path, "-rows", "50"}, "-shortest": {"-waves", "0", "-shortest", "0.2"}} {
		if _, err := parse(args, io.Discard); err == nil || !strings.HasPrefix(err.Error(), want+" has no effect") {
			t.Errorf("%v: %v, want a refusal of %s", args, err, want)
		}
	}
	for _, args := range [][]string{{"x"}, {"-rows", "3"}, {"-seeds", "-1"}, {"-narrow", "0"}, {"-wide", "2"}, {"-hidden", "0"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
