// The program on a small budget, and its parts: coordinates with their Jacobians, and images.

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
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

// blots returns random images that are dark at the edges and have random levels inside.
func blots(count, side int) images {
	rng := rand.New(rand.NewPCG(1, 1))
	set := images{side: side}
	for range count {
		image, level := make([]byte, side*side), rng.Float64()*255
		for j := range image {
			if i, k := j/side, j%side; i > 0 && k > 0 && i < side-1 && k < side-1 {
				image[j] = byte(min(max(level+20*rng.NormFloat64(), 0), 255))
			}
		}
		set.pixels = append(set.pixels, image)
	}
	return set
}

// write makes a file of images in MNIST's format.
func write(t *testing.T, path string, set images) {
	t.Helper()
	var file bytes.Buffer
	z := gzip.NewWriter(&file)
	_ = binary.Write(z, binary.BigEndian, []int32{0x803, int32(len(set.pixels)), int32(set.side), int32(set.side)}) // Close returns the error
	for _, image := range set.pixels {
		_, _ = z.Write(image)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func digitsFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "train-images-idx3-ubyte.gz"), blots(300, 12))
	write(t, filepath.Join(folder, "t10k-images-idx3-ubyte.gz"), blots(20, 12))
	return folder
}

// TestRun: one normal density has fewer bits than independent pixels. A flow after two iterations has about the bits of the
// normal density, and as many by the exact trace as by one probe, printed without an error for a single image.
func TestRun(t *testing.T) {
	for coordinates, more := range map[string][]string{"scores": {"-scales", "3"}, "logit": {"-matching", "1"}} {
		o, err := parse(append([]string{"-data", digitsFolder(t), "-out", t.TempDir(), "-full", "-channels", "2", "-iterations", "2", "-minutes", "1", "-batch", "16", "-test", "5", "-exact", "1",
			"-tolerance", "1e-3", "-coordinates", coordinates}, more...), os.Stderr)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		if err := o.run(t.Context(), &log); err != nil {
			t.Fatalf("%v\n%s", err, &log)
		}
		var bits []float64
		for _, m := range regexp.MustCompile(`(\d\S+)(?: ± \d\S+)? bits`).FindAllStringSubmatch(log.String(), -1) {
			v, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			bits = append(bits, v)
		}
		if len(bits) != 5 || !(bits[1] <= bits[0]) || !(math.Abs(bits[2]-bits[1]) <= 0.1) || !(math.Abs(bits[4]-bits[3]) <= 0.1) {
			t.Errorf("%s: bits %v, want the second below the first, the third near the second and the fifth near the fourth\n%s", coordinates, bits, &log)
		}
		if info, err := os.Stat(filepath.Join(o.out, "images.png")); err != nil || info.Size() == 0 {
			t.Errorf("the picture: %v", err)
		}
		if f, err := likelihood.LoadFile(filepath.Join(o.out, "images.model")); err != nil || f.Dim() != 144 {
			t.Errorf("the model: %v", err)
		}
	}
}

// TestCoordinates: coordinates rise with the level of a pixel, have the slope that they return, and can be inverted.
// That also holds for a pixel that has one level in all images but one.
func TestCoordinates(t *testing.T) {
	set := blots(400, 6)
	set.pixels[7][0] = 255
	for name, make := range newCoordinates {
		c := make(set)
		for _, j := range []int{0, 1, 14} {
			before := math.Inf(-1)
			for _, x := range []float64{0.001, 0.4, 3.5, 77.2, 200.7, 254.6, 255.9} {
				z, slope := c.apply(j, x)
				const h = 1e-4
				below, _ := c.apply(j, x-h)
				above, _ := c.apply(j, x+h)
				if want := math.Log((above - below) / (2 * h)); !(math.Abs(slope-want) <= 0.01) || !(z > before) {
					t.Errorf("%s, pixel %d at %g: slope %v, by differences %v; %v after %v", name, j, x, slope, want, z, before)
				}
				if back := c.invert(j, z); !(math.Abs(back-x) <= 1e-4) {
					t.Errorf("%s, pixel %d at %g comes back as %g", name, j, x, back)
				}
				before = z
			}
		}
	}
}

// TestScoresAreShares: the normal density of the scores, with the Jacobian, is the product of the shares of the pixels'
// levels.
func TestScoresAreShares(t *testing.T) {
	set := blots(400, 6)
	s := newScores(set).(*scores)
	for j, share := range s.share {
		sum := 0.0
		for _, p := range share {
			sum += p
		}
		if !(math.Abs(sum-1) <= 1e-12) || !(math.Abs(s.below[j][levels]-1) <= 1e-12) {
			t.Fatalf("the shares of pixel %d add up to %v, want 1", j, sum)
		}
	}
	z, volume := rows(s, set, 1)
	for i, row := range z {
		got, want := volume[i], 0.0
		for j, v := range row {
			got -= (v*v + math.Log(2*math.Pi)) / 2
			want += math.Log(s.share[j][set.pixels[i][j]])
		}
		if !(math.Abs(got-want) <= 1e-6) {
			t.Fatalf("image %d: log p %v, want %v by the shares", i, got, want)
		}
	}
}

// TestHalved: the pixels of a halved image are means of four pixels.
func TestHalved(t *testing.T) {
	set := images{side: 4, pixels: [][]byte{{0, 1, 10, 10, 2, 3, 10, 10, 255, 255, 0, 0, 255, 255, 0, 1}}}
	if half := set.halved(); half.side != 2 || !bytes.Equal(half.pixels[0], []byte{2, 10, 255, 0}) {
		t.Errorf("%+v, want the pixels 2, 10, 255 and 0", half)
	}
}

// TestBadInput: flags that cannot be used and files that do not exist are errors.
func TestBadInput(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-images", "1"}, {"-channels", "0"}, {"-scales", "0"}, {"-scales", "2", "-matching", "1"}, {"-rate", "2"}, {"-exact", "9", "-test", "3"}, {"-coordinates", "raw"}, {"-tolerance", "0"}, {"-matching", "-1"}, {"-minutes", "NaN"}} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	o, err := parse([]string{"-data", digitsFolder(t), "-out", t.TempDir(), "-full", "-images", "100", "-iterations", "1", "-minutes", "0.01", "-test", "4", "-exact", "0", "-channels", "2"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.run(t.Context(), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "want more of -images than an image's 144 pixels") {
		t.Errorf("as few images as pixels: %v", err)
	}
	o, err = parse([]string{"-data", t.TempDir(), "-out", t.TempDir()}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.run(t.Context(), &bytes.Buffer{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no files: %v", err)
	}
}
