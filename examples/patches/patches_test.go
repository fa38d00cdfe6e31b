// The program on a small budget, and its parts: coordinates, symmetries, noise and files.

package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// TestRun: on the discs a mixture beats one normal density, and grey levels improve the mixture. The flow begins as the
// mixture.
func TestRun(t *testing.T) {
	o, err := parse([]string{"-out", t.TempDir(), "-components", "2", "-steps", "2", "-last", "2", "-hidden", "8", "-iterations", "2"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	p := discs(1)
	p.train, p.validation, p.test = p.train[:4000*side*side], p.validation[:300*side*side], p.test[:200*side*side]
	if err := o.fit(t.Context(), &log, p); err != nil {
		t.Fatal(err)
	}
	var nats []float64
	for _, m := range regexp.MustCompile(`test log-density: (\S+) ±`).FindAllStringSubmatch(log.String(), -1) {
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		nats = append(nats, v)
	}
	if len(nats) != 4 || !(nats[1] >= nats[0]+1) || !(nats[2] >= nats[1]+0.1) || !(math.Abs(nats[3]-nats[1]) <= 0.5) {
		t.Errorf("%v nats, want the second 1 above the first, the third above the second and the fourth near the second\n%s", nats, &log)
	}
	for _, name := range []string{"patches.png", "patches.csv", "patches-curve.png"} {
		if info, err := os.Stat(o.out + "/" + name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSymmetriesAreThoseOfPatches: every symmetry, applied to the coordinates of a patch, gives the coordinates of the
// patch's image under that symmetry.
func TestSymmetriesAreThoseOfPatches(t *testing.T) {
	c := newCoordinates(frequencies(discs(3).train, 500, 1))
	var patch [side * side]float64
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range patch {
		patch[i] = rng.Float64()
	}
	row, image := make([]float64, columns), make([]float64, columns)
	transform(row, &patch)
	c.scale(row)
	for n, s := range symmetries() {
		s.Apply(image, row)
		var moved [side * side]float64
		for i := range side {
			for j := range side {
				a, b := i, j
				if n&1 != 0 {
					a = side - 1 - a
				}
				if n&2 != 0 {
					b = side - 1 - b
				}
				if n&4 != 0 {
					a, b = b, a
				}
				moved[i*side+j] = patch[a*side+b]
			}
		}
		want := make([]float64, columns)
		transform(want, &moved)
		c.scale(want)
		for at := range want {
			if !(math.Abs(want[at]-image[at]) <= 1e-12) {
				t.Fatalf("symmetry %d, column %d: %v, want %v", n, at, image[at], want[at])
			}
		}
	}
}

// TestCoordinates: the coordinates of a patch give it back but for its mean. The volume is that of the map from 63
// pixels of a patch with mean zero to its coordinates.
func TestCoordinates(t *testing.T) {
	c := newCoordinates(frequencies(discs(3).train, 500, 1))
	var volume mat.Dense
	volume.ReuseAs(columns, columns)
	for pixel := range columns {
		var patch [side * side]float64
		patch[pixel], patch[columns] = 1, -1
		row := make([]float64, columns)
		transform(row, &patch)
		c.scale(row)
		volume.SetCol(pixel, row)
		for i, v := range c.pixels(row) {
			if !(math.Abs(v-patch[i]) <= 1e-12) {
				t.Fatalf("pixel %d: %v, want %v", i, v, patch[i])
			}
		}
	}
	if det, _ := mat.LogDet(&volume); !(math.Abs(c.logDet-det) <= 1e-9) {
		t.Errorf("log |∂z/∂x| is %v, want %v", c.logDet, det)
	}
}

// TestSqueezed: squeezed rows have the density of the mixture with the volume of squeeze, and their score is the
// gradient of the log-density.
func TestSqueezed(t *testing.T) {
	x := frequencies(discs(3).train, 600, 1)
	c := newCoordinates(x)
	var flat []float32
	for _, row := range x {
		c.scale(row)
		for _, v := range row {
			flat = append(flat, float32(v))
		}
	}
	m, err := gsm.Fit(t.Context(), func(int) []float32 { return flat }, columns, gsm.Settings{Components: 2, Steps: 2, Last: 2})
	if err != nil {
		t.Fatal(err)
	}
	base := squeezed{m}
	for _, size := range []float64{0.01, 1, 3} {
		z := floats.ScaleTo(make([]float64, columns), size, x[0])
		y := append([]float64(nil), z...)
		volume := squeeze(y)
		if got, want := base.LogProb(y)+volume, m.LogProb(z); !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
			t.Errorf("%v, want %v", got, want)
		}
		score := base.ScoreInput(nil, y)
		numeric := fd.Gradient(nil, base.LogProb, y, &fd.Settings{Formula: fd.Central, Step: 1e-5})
		for i := range score {
			if !(math.Abs(score[i]-numeric[i]) <= 1e-5*(1+floats.Norm(score, 2))) {
				t.Errorf("size %v, column %d: %v, want %v by differences", size, i, score[i], numeric[i])
			}
		}
	}
}

// TestDequantised: the noise of a pixel stays within the cell of its grey level.
func TestDequantised(t *testing.T) {
	patch := make([]uint8, side*side)
	for i := range patch {
		patch[i] = uint8(4 * i)
	}
	for i, v := range dequantised(patch, rand.NewPCG(1, 1)) {
		if d := 256*v - float64(4*i); d < 0 || d >= 1 {
			t.Errorf("pixel %d is %v cells above its level, want 0 to 1", i, d)
		}
	}
}

// TestReadPatchesRefuses: a file of another shape or type is refused, and the error names the file and what is wanted.
func TestReadPatchesRefuses(t *testing.T) {
	contents := map[string]any{"short.npy": mat.NewDense(2, 3, nil), "float.npy": mat.NewDense(2, 64, nil)}
	for name, want := range map[string]string{"short.npy": "want N×64", "float.npy": "want grey levels"} {
		content := contents[name]
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := npy.Write(file, content); err != nil {
			t.Fatal(err)
		}
		file.Close()
		if _, err := readPatches(path); err == nil || !strings.Contains(err.Error(), name+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-components", "0"}, {"-rate", "2"}, {"-test", "-1"}, {"-iterations", "-1"}, {"-prior", "0"}, {"-candidates", "7"}, {"-candidates", "129"}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
	for want, args := range map[string]string{"-hidden": "-full -hidden 10", "-over": "-iterations 0 -over 3", "-batch": "-iterations 0 -batch 9", "-rate": "-full -iterations 0 -rate 0.1"} {
		if _, err := parse(strings.Fields(args), &bytes.Buffer{}); err == nil || !strings.HasPrefix(err.Error(), want+" has no effect") {
			t.Errorf("%s: %v, want a refusal of %s", args, err, want)
		}
	}
	o, err := parse([]string{"-full", "-iterations", "5", "-hidden", "10"}, &bytes.Buffer{})
	if err != nil || o.hidden != 10 || o.components != 256 {
		t.Errorf("%+v, %v; want the hidden width given and the 256 components of -full", o, err)
	}
}
