// The program on a small budget: accuracy, data, refused flags, interruption and errors.

package main

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestQuick: two runs with one seed print the same accuracy, and a run writes its picture and nothing else.
func TestQuick(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	accuracy := ""
	for range 2 {
		var out bytes.Buffer
		if err := run(t.Context(), []string{"-quick", "-out", dir}, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		_, line, found := strings.Cut(out.String(), "accuracy ")
		if !found || accuracy != "" && line != accuracy {
			t.Errorf("two runs with one seed end with\n%s and\n%s", accuracy, line)
		}
		accuracy = line
	}
	file, err := os.Open(filepath.Join(dir, "mistakes.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := png.Decode(file); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files, want 1", len(files))
	}
}

// TestAccuracy: a tenth of the default training gets 95 % of the images right.
func TestAccuracy(t *testing.T) {
	o := &options{epochs: 20, batch: 64, rate: 3e-3, decay: 1e-2, seed: 1}
	training, test, err := load(o.seed)
	if err != nil {
		t.Fatal(err)
	}
	layer, err := newLayer(o.seed)
	if err != nil {
		t.Fatal(err)
	}
	weights, err := fit(t.Context(), o, layer, training, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	found, err := classify(layer, weights, test)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, d := range test.digit {
		if found[i] == d {
			right++
		}
	}
	if share := float64(right) / float64(len(found)); share < 0.95 {
		t.Errorf("%.1f %% are right, want 95", 100*share)
	}
}

// TestData: pixels are from 0 to 1, and the split depends on the seed.
func TestData(t *testing.T) {
	training, test, err := load(1)
	if err != nil {
		t.Fatal(err)
	}
	count := make([]int, classes)
	for _, s := range []*images{training, test} {
		for i, d := range s.digit {
			count[d]++
			for _, v := range s.pixels[i] {
				if v < 0 || v > 1 {
					t.Fatalf("a pixel is %g", v)
				}
			}
		}
	}
	if len(training.digit) != 1438 || len(test.digit) != 359 || count[0] != 178 || count[3] != 183 {
		t.Errorf("%d and %d images, %v of each digit; want 1438 and 359, with 178 of 0 and 183 of 3", len(training.digit), len(test.digit), count)
	}
	other, _, err := load(2)
	if err != nil || other.digit[0] == training.digit[0] && other.digit[1] == training.digit[1] && other.digit[2] == training.digit[2] {
		t.Errorf("another seed gives the same split (%v)", err)
	}
}

// TestMoved: an image that is moved by a pixel has the pixels of its neighbours, and by half a pixel the means of
// neighbours.
func TestMoved(t *testing.T) {
	x := make([]float64, pixels)
	for i := range x {
		x[i] = float64(i*i%17) / 16
	}
	for k, v := range moved(x, 0, 0) {
		if v != x[k] {
			t.Fatalf("an image that is not moved changes at %d", k)
		}
	}
	right, half := moved(x, -1, 0), moved(x, 0.5, 0)
	for k := range x {
		if k%side > 0 && right[k] != x[k-1] {
			t.Errorf("pixel %d is %g, want the pixel left of it, %g", k, right[k], x[k-1])
		}
		if k%side < side-1 && !(math.Abs(half[k]-(x[k]+x[k+1])/2) <= 1e-15) {
			t.Errorf("pixel %d is %g, want the mean of it and the pixel right of it", k, half[k])
		}
	}
}

func TestBadFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"is not a flag":     {"more"},
		"-epochs 0":         {"-epochs", "0"},
		"-batch 2000":       {"-batch", "2000"},
		"-rate -1":          {"-rate", "-1"},
		"-decay 2":          {"-decay", "2"},
		"not a directory":   {"-out", "main.go/x"},
		"provided but not ": {"-colour", "red"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, []string{"-quick", "-out", t.TempDir()}, io.Discard, io.Discard); err == nil {
		t.Error("a run whose context has ended: no error")
	}
}

// TestNotFinite: an error inside the equation comes out of Gorgonia's machine as the error of the layer.
func TestNotFinite(t *testing.T) {
	_, test, err := load(1)
	if err != nil {
		t.Fatal(err)
	}
	layer, err := newLayer(1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newModel(layer, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	test.pixels[7][5] = math.NaN()
	if _, err := classify(layer, m.weights, test); !errors.Is(err, ode.NotFinite) {
		t.Errorf("got %v, want NotFinite", err)
	}
}
