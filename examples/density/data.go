package main

import (
	"bytes"
	_ "embed"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/examples/internal/table"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
)

// zipCodes are distinct positions of ZIP codes; data/README.md names the source.
//
//go:embed data/zipcodes.csv.gz
var zipCodes []byte

// dataset is what is fitted.
type dataset struct {
	name      string
	columns   []string
	all       [][]float64 // N×D
	fit, held [][]float64 // all, dealt into rows to train on and rows to score
	aspect    float64     // length on paper of one unit of the second column over one of the first
	unit      string      // of a density
}

func (o *options) data() (*dataset, error) {
	d, err := o.read()
	if err != nil {
		return nil, err
	}
	d.split(o.holdOut, o.seed)
	if len(d.held) == 0 || len(d.fit) == 0 && o.load == "" {
		return nil, errors.Errorf("-holdout %g leaves %d of %d rows to train on and %d to score", o.holdOut, len(d.fit), len(d.all), len(d.held))
	}
	return d, nil
}

func (o *options) read() (*dataset, error) {
	switch {
	case o.source == "zipcodes":
		return positions()
	case slices.Contains(toy.Names(), o.source):
		rows, err := toy.Generate(o.source, o.points, o.seed)
		return &dataset{name: o.source, columns: []string{"x", "y"}, all: rows, aspect: 1, unit: "nats"}, err
	}
	t, err := table.Open(o.source, o.columns...)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.Errorf("-data %q is no file, not zipcodes, and none of the toy sets %v", o.source, toy.Names())
	}
	if err != nil {
		return nil, err
	}
	d := &dataset{name: filepath.Base(o.source), columns: t.Names, all: t.Rows, unit: "nats"}
	d.aspect = d.square()
	return d, nil
}

// positions are the ZIP codes. A degree of longitude is shorter than one of
// latitude by the cosine of the latitude; that of the middle of the country is
// used for all of the map.
func positions() (*dataset, error) {
	t, err := table.Read(bytes.NewReader(zipCodes))
	if err != nil {
		return nil, err
	}
	const middle = 38 * math.Pi / 180
	return &dataset{name: "ZIP codes", columns: t.Names, all: t.Rows, aspect: 1 / math.Cos(middle), unit: "nats (per square degree)"}, nil
}

// square is the aspect that gives two columns of whatever units a square picture.
func (d *dataset) square() float64 {
	if len(d.columns) < 2 {
		return 1
	}
	width := func(j int) float64 {
		low, high := math.Inf(1), math.Inf(-1)
		for _, row := range d.all {
			low, high = math.Min(low, row[j]), math.Max(high, row[j])
		}
		return high - low
	}
	if x, y := width(0), width(1); x > 0 && y > 0 {
		return x / y
	}
	return 1
}

// split deals the rows by the seed alone, so that a loaded model is scored on
// the rows that its training did not see.
func (d *dataset) split(share float64, seed uint64) {
	order := rand.New(rand.NewPCG(seed, 0x6865_6c64)).Perm(len(d.all))
	n := int(math.Round(share * float64(len(d.all))))
	for i, j := range order {
		if i < n {
			d.held = append(d.held, d.all[j])
		} else {
			d.fit = append(d.fit, d.all[j])
		}
	}
}
