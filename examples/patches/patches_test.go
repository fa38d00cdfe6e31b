// The program on a small budget, and what its numbers rest on: the whitening's Jacobian and the bytes that are read.

package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"gonum.org/v1/gonum/mat"
)

// A mixture beats one normal density on the discs, and the flow begins as the mixture.
func TestRun(t *testing.T) {
	o, err := parse([]string{"-out", t.TempDir(), "-components", "3", "-mixing", "3000", "-passes", "10", "-hidden", "8", "-iterations", "2", "-test", "300"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := o.run(t.Context(), &log); err != nil {
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
	if len(nats) != 3 || nats[1] < nats[0]+1 || math.Abs(nats[2]-nats[1]) > 0.5 {
		t.Errorf("%v\n%s", nats, &log)
	}
	for _, name := range []string{"patches.png", "patches.model"} {
		if info, err := os.Stat(o.out + "/" + name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whitened rows have no correlations, their inverse is what they were, and the volume is that of the covariance.
func TestWhitening(t *testing.T) {
	x := rows(discs(3).train, 3000, 1)
	w, err := newWhitening(x)
	if err != nil {
		t.Fatal(err)
	}
	z := rows(discs(3).train, 3000, 1)
	w.apply(z)
	var square mat.Dense
	square.Mul(matrix(z).T(), matrix(z))
	for i := range columns {
		for j := range columns {
			want := 0.0
			if i == j {
				want = 1
			}
			if got := square.At(i, j) / 2999; math.Abs(got-want) > 1e-9 {
				t.Fatalf("covariance of columns %d, %d: %v", i, j, got)
			}
		}
	}
	for i, row := range w.invert(z[:5]) {
		for j, v := range row {
			if math.Abs(v-x[i][j]) > 1e-12 {
				t.Fatalf("row %d, column %d: %v, was %v", i, j, v, x[i][j])
			}
		}
	}
	var covariance mat.Dense
	centred := matrix(x)
	for i := range x {
		for j := range columns {
			centred.Set(i, j, x[i][j]-w.mean[j])
		}
	}
	covariance.Mul(centred.T(), centred)
	covariance.Scale(1.0/2999, &covariance)
	if det, _ := mat.LogDet(&covariance); math.Abs(w.logDet+det/2) > 1e-6 {
		t.Errorf("log |∂z/∂x| is %v, want %v", w.logDet, -det/2)
	}
}

// The pixels of a patch, with the one that rows leave out, have the mean zero and stay in their cells.
func TestRowsKeepThePatch(t *testing.T) {
	patch := make([]uint8, side*side)
	for i := range patch {
		patch[i] = uint8(3 * i)
	}
	pixels := whole(rows(patch, 0, 4)[0])
	for i, v := range pixels {
		if d := 256*(v-pixels[0]) - float64(3*i); math.Abs(d) > 1 {
			t.Errorf("pixel %d is %v cells away", i, d)
		}
	}
}

// A file of another shape or type is refused by its name.
func TestReadPatchesRefuses(t *testing.T) {
	for name, content := range map[string]any{"short.npy": mat.NewDense(2, 3, nil), "float.npy": mat.NewDense(2, 64, nil)} {
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := npy.Write(file, content); err != nil {
			t.Fatal(err)
		}
		file.Close()
		if _, err := readPatches(path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-components", "0"}, {"-rate", "2"}, {"-test", "-1"}, {"-iterations", "0"}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	o, err := parse([]string{"-full", "-hidden", "10"}, &bytes.Buffer{})
	if err != nil || o.hidden != 10 || o.components != 200 {
		t.Errorf("%+v, %v", o, err)
	}
}
