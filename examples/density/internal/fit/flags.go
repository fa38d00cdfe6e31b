// The flags of a fit.

// Package fit fits a density to a table: everything is checked before the training, and the model is written before
// anything else.
package fit

import (
	"math"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/pkg/errors"
)

// Flags are all flags of a fit.
type Flags struct {
	Data string `arg:"" optional:"" default:"zipcodes" help:"What to fit: zipcodes, a toy set (moons, 8gaussians, pinwheel, 2spirals, checkerboard, …), a file (CSV, Parquet, Arrow, npy, npz, JSON lines; .gz too), or - for standard input."`

	Columns         []string            `group:"Data" help:"Columns to fit, by name or number, separated by commas, with \\, for a comma in a name; all if empty."`
	Exclude         []string            `group:"Data" help:"Columns to leave out."`
	Condition       []string            `group:"Data" help:"Columns that the density of the others is given."`
	Kind            dataset.Assignments `group:"Data" mapsep:"none" help:"What a column is taken for, COLUMN=WORDS, with \\= for = in a name, as often as wanted; words such as positive, bounded:LOW:HIGH, category, rounded:WIDTH, continuous, variable, class, cyclic:week, leftout, missing=mask."`
	Weights         string              `group:"Data" placeholder:"COLUMN" help:"Column that says how much each row counts, a number of at least 0, and is no part of the model; in training, scores and how often classes come."`
	Missing         string              `group:"Data" default:"refuse" help:"What becomes of rows with a missing value: refuse, drop, or mask (that it is missing becomes a condition)."`
	MaxLevels       int                 `group:"Data" default:"1000" help:"Number of different texts up to which a column of texts is a category."`
	Points          int                 `group:"Data" default:"20000" help:"Number of points of a toy set."`
	HoldOut         float64             `group:"Data" name:"holdout" default:"0.1" help:"Share of the rows that are only scored."`
	dataset.Reading `embed:"" group:"Data"`
	model.Flags     `embed:"" group:"Model"`
	Training        `embed:"" group:"Training"`
	Output          `embed:"" group:"Output"`
}

// Training are the flags of the optimisation.
type Training struct {
	Epochs     int     `default:"0" help:"Passes over the data; 0: see -iterations."`
	Iterations int     `default:"2400" help:"Training steps, where -epochs is 0."`
	Batch      int     `default:"512" help:"Rows in a step."`
	Rate       float64 `default:"0.04" help:"Highest learning rate, above 0; it rises over 5 % of the steps and falls along a cosine."`
	Average    float64 `default:"0.99" help:"Decay of the mean of the weights that is kept; 0: the last ones."`
	Decay      float64 `default:"0" help:"Weight decay of Adam."`
	Patience   int     `default:"20" help:"Stop after that many scores, one in 50 steps, without a better one; 0: never."`
	Seed       uint64  `default:"1" help:"Of everything random."`
	Checkpoint string  `help:"File that holds the state of the training, and from which it goes on if it is there."`
	Quiet      bool    `help:"No progress bar."`
	HTTP       string  `name:"http" placeholder:"HOST:PORT" help:"Show the training in a browser, at that address; :8080 is for this machine alone."`
}

// Output are the flags of what is written.
type Output struct {
	Out        string `default:"out" help:"Folder for model.gorgoflow, samples.csv, training.png and density.png."`
	Samples    int    `default:"0" help:"Number of samples; 0: as many as there are rows, at most 50000."`
	Resolution int    `default:"400" help:"Columns of the grid on which a density of two columns is drawn."`
}

// The names of the written files.
const (
	modelFile    = "model.gorgoflow"
	samplesFile  = "samples.csv"
	trainingFile = "training.png"
	densityFile  = "density.png"
)

// mostColumns bounds those of a grid, which is in memory at once.
const mostColumns = 4000

// path is the path of a file in the folder.
func (o *Output) path(name string) string { return filepath.Join(o.Out, name) }

// check refuses values out of range, and flags that have no effect on the data or beside another flag. given holds the
// names of the flags that were given.
func (f *Flags) check(given map[string]bool) error {
	for _, n := range []struct {
		name               string
		value, least, most int
	}{{"points", f.Points, 2, math.MaxInt}, {"epochs", f.Epochs, 0, math.MaxInt}, {"iterations", f.Iterations, 1, math.MaxInt}, {"batch", f.Batch, 1, math.MaxInt},
		{"samples", f.Samples, 0, math.MaxInt}, {"resolution", f.Resolution, 2, mostColumns}, {"patience", f.Patience, 0, math.MaxInt}, {"max-levels", f.MaxLevels, 1, math.MaxInt}} {
		if n.value < n.least {
			return errors.Errorf("-%s %d: want at least %d", n.name, n.value, n.least)
		}
		if n.value > n.most {
			return errors.Errorf("-%s %d: want at most %d", n.name, n.value, n.most)
		}
	}
	switch {
	case !(f.Rate > 0 && f.Rate <= math.MaxFloat64):
		return errors.Errorf("-rate %g: want a number above 0", f.Rate)
	case !(f.Decay >= 0 && f.Decay <= math.MaxFloat64):
		return errors.Errorf("-decay %g: want a number of at least 0", f.Decay)
	case !(f.Average >= 0 && f.Average < 1):
		return errors.Errorf("-average %g: want 0 for none, or a number below 1", f.Average)
	case !(f.HoldOut > 0 && f.HoldOut < 1):
		return errors.Errorf("-holdout %g: want a share above 0 and below 1", f.HoldOut)
	case f.Missing != "refuse" && f.Missing != "drop" && f.Missing != "mask":
		return errors.Errorf("-missing %q: want refuse, drop or mask", f.Missing)
	}
	if err := f.Flags.Check(); err != nil {
		return err
	}
	return f.checkEffect(given)
}

// checkEffect refuses flags that would be ignored.
func (f *Flags) checkEffect(given map[string]bool) error {
	if given["epochs"] && given["iterations"] && f.Epochs > 0 {
		return errors.Errorf("-iterations has no effect beside -epochs %d; give one of them", f.Epochs)
	}
	return dataset.CheckSet(f.Data, given, "max-levels")
}
