// The data that can be fitted: the table that comes with the program, toy sets, files.

// Package dataset finds the data that a command names, and reads them whole.
package dataset

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/data"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
	"github.com/gorgoflow/gorgoflow/train/table"
	_ "github.com/gorgoflow/gorgoflow/train/table/all" // all formats
	"github.com/pkg/errors"
)

// ZipCodes is the name of the table that comes with the program.
const ZipCodes = "zipcodes"

// A Dataset is a table with what a picture of it needs.
type Dataset struct {
	Name   string
	Rows   *table.Table
	Notes  []string // found out about its file
	Unit   string   // of log p
	Aspect float64  // length on paper of one unit of the second column over one of the first; 0 if their units differ
}

// IsFile says that a name is not that of a set that comes with the program.
func IsFile(name string) bool { return name != ZipCodes && !IsToy(name) }

// IsToy says that a name is that of a toy set.
func IsToy(name string) bool { return slices.Contains(toy.Names(), name) }

// Open reads the data of a name. points and seed are for toy sets; "-" is standard input.
func Open(name string, points int, seed uint64, o *table.Options) (*Dataset, error) {
	switch {
	case name == ZipCodes:
		return positions(o)
	case IsToy(name):
		return drawn(name, points, seed, o)
	}
	d := named(name)
	r, err := table.File{Path: name, Options: o}.Open()
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.Errorf("%q is no file, not %s, none of the toy sets %v, and no sub-command; see -help", name, ZipCodes, toy.Names())
	}
	if err != nil {
		return nil, err
	}
	return d, d.read(r)
}

// named is a dataset of a file's name.
func named(name string) *Dataset {
	if name == "-" {
		return &Dataset{Name: "standard input", Unit: "nats"}
	}
	return &Dataset{Name: filepath.Base(name), Unit: "nats"}
}

// Kept reads content that was on standard input, "-", or in a pipe.
func Kept(name string, content []byte, o *table.Options) (*Dataset, error) {
	d := named(name)
	r, err := table.NewReader(bytes.NewReader(content), d.Name, o)
	if err != nil {
		return nil, err
	}
	return d, d.read(r)
}

// read reads the rows, and closes.
func (d *Dataset) read(r table.Reader) (err error) {
	defer r.Close()
	if d.Rows, err = table.ReadRest(r); errors.Is(err, table.ErrNoRows) {
		err = errors.WithMessage(err, d.Name)
	}
	d.Notes = r.Notes()
	return Advised(err, d.Notes)
}

// positions are the ZIP codes. A degree of longitude is shorter than one of latitude by the cosine of the latitude;
// that of the middle of the country is used for all of the map.
func positions(o *table.Options) (*Dataset, error) {
	r, err := table.NewReader(bytes.NewReader(data.ZipCodes), ZipCodes, o)
	if err != nil {
		return nil, err
	}
	const middle = 38 * math.Pi / 180
	d := &Dataset{Name: "ZIP codes", Aspect: 1 / math.Cos(middle), Unit: "nats (per square degree)"}
	if err := d.read(r); err != nil {
		return nil, err
	}
	if len(d.Rows.Columns) < 2 {
		d.Unit, d.Aspect = "nats (per degree)", 0
	}
	d.Notes = nil
	return d, nil
}

// drawn is a toy set.
func drawn(name string, points int, seed uint64, o *table.Options) (*Dataset, error) {
	rows, err := toy.Generate(name, points, seed)
	if err != nil {
		return nil, err
	}
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for _, p := range rows {
		x.AppendNumber(p[0])
		y.AppendNumber(p[1])
	}
	chosen, err := o.OrDefault().Choose([]string{"x", "y"})
	if err != nil {
		return nil, err
	}
	var columns []*table.Column
	for _, j := range chosen {
		columns = append(columns, []*table.Column{x, y}[j])
	}
	t, err := table.New(columns...)
	return &Dataset{Name: name, Rows: t, Aspect: 1, Unit: "nats"}, err
}
