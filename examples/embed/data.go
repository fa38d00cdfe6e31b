// Data: images of digits, split into those to train on and those to score.

package main

import (
	"bytes"
	_ "embed"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// digits are 1,797 images; data/README.md names the source.
//
//go:embed data/digits.csv.gz
var digits []byte

const (
	pixels  = 64
	classes = 10
	darkest = 16 // grey value
)

// images are rows of pixels, 0 … 1, with their digits.
type images struct {
	pixels [][]float64
	digit  []int
}

// add adds row i of the table.
func (s *images) add(t *table.Table, i int) {
	x := make([]float64, pixels)
	for k := range x {
		x[k] = t.Columns[k].Numbers[i] / darkest
	}
	s.pixels, s.digit = append(s.pixels, x), append(s.digit, int(t.Columns[pixels].Numbers[i]))
}

// load splits the images at random. A fifth of them is only scored.
func load(seed uint64) (training, test *images, err error) {
	r, err := table.NewReader(bytes.NewReader(digits), "digits.csv.gz", nil)
	if err != nil {
		return nil, nil, err
	}
	t, err := table.ReadRest(r)
	if err != nil {
		return nil, nil, err
	}
	training, test = &images{}, &images{}
	for i, j := range rand.New(rand.NewPCG(seed, 0x6469)).Perm(t.Rows()) {
		if i < t.Rows()/5 {
			test.add(t, j)
		} else {
			training.add(t, j)
		}
	}
	return training, test, nil
}

const side = 8 // of an image

// moved is an image shifted by fractions of a pixel, with linear interpolation between pixels. It shows its digit as
// well, and cannot be learned by heart.
func moved(x []float64, dx, dy float64) []float64 {
	at := func(r, c int) float64 {
		if r < 0 || r >= side || c < 0 || c >= side {
			return 0
		}
		return x[r*side+c]
	}
	i, j := math.Floor(dy), math.Floor(dx)
	v, u := dy-i, dx-j
	out := make([]float64, 0, pixels)
	for k := range pixels {
		r, c := k/side+int(i), k%side+int(j)
		out = append(out, (1-v)*((1-u)*at(r, c)+u*at(r, c+1))+v*((1-u)*at(r+1, c)+u*at(r+1, c+1)))
	}
	return out
}

// batch is a copy of some images, each moved at random.
func (s *images) batch(which []int, rng *rand.Rand) *images {
	b := &images{}
	for _, i := range which {
		b.pixels = append(b.pixels, moved(s.pixels[i], rng.Float64()-0.5, rng.Float64()-0.5))
		b.digit = append(b.digit, s.digit[i])
	}
	return b
}
