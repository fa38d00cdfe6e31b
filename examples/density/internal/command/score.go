// score: log p of rows.

package command

import (
	"math"
	"os"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

type scoreCommand struct {
	Model           string      `arg:"" help:"Model file."`
	Data            []string    `arg:"" help:"Files with the rows, of any format; - for standard input. Columns are matched by name."`
	Out             string      `default:"scores.csv" help:"File for the scores, .csv or .parquet; - is CSV to standard output; a folder gets a file for each row group, or block of 65536 rows."`
	Format          string      `default:"parquet" help:"Of the files in a folder: parquet or csv."`
	Shard           score.Shard `help:"Score every n-th row group or block only, i/n with i from 0 on; the folder -out may be shared."`
	Certify         bool        `help:"A bound of each log-density's error too; takes three to four times as long."`
	Within          float64     `placeholder:"NATS" help:"Solve each row by as few steps as leave its error below so many nats, 1e-3 for example, and give the bound."`
	Draws           int         `default:"1" help:"Draws of the noise of rounded values, over which p is averaged."`
	Seed            *uint64     `help:"Of that noise; as in the fit, unless given."`
	Keep            []string    `help:"Columns of the data that are written along."`
	Columns         []string    `help:"Names of the columns, for a model file that has none."`
	model.Solver    `embed:""`
	dataset.Reading `embed:""`
}

// Run scores.
func (c *scoreCommand) Run(call *call) error {
	if err := c.check(call.given); err != nil {
		return err
	}
	settings := &score.Settings{Model: c.Model, Columns: c.Columns, Solver: c.Solver.Solver, Accuracy: c.Accuracy, Keep: c.Keep, Certify: c.Certify, Within: c.Within, Draws: c.Draws, Seed: c.Seed}
	saved, err := settings.Open(call.ctx)
	if err != nil {
		return err
	}
	options, err := c.Options(nil)
	if err != nil {
		return err
	}
	if err := checkNoise(saved.Card, call.given, "seed", "draws"); err != nil {
		return err
	}
	r := settings.Run(saved, options, c.Data...)
	r.Out, r.Format, r.Shard, r.Stdin, r.Stdout = c.Out, c.Format, c.Shard, os.Stdin, call.Out
	var notes []string
	r.Check = func(found []string) error {
		notes = found
		return dataset.CheckFormat(notes, call.given)
	}
	result, err := r.Run(call.ctx)
	var missing *schema.MissingError
	if errors.As(err, &missing) {
		return errors.Errorf("%v, column %q has no value, which %s refuses; leave such rows out, or fit it with -missing drop or -missing mask", missing.Place, missing.Column, c.Model)
	}
	var field *table.FieldError
	if errors.As(err, &field) && slices.Contains(r.Keep, field.Column) && !slices.Contains(saved.Card.Columns(), field.Column) {
		return errors.Errorf("-keep %s: %v, as the first rows have; leave it out, and join it by the column row", field.Column, err)
	}
	if err != nil {
		return dataset.Advised(err, notes)
	}
	to := call.Out
	if c.Out == output.Stdout {
		to = call.Err
	}
	r.Say(to, result)
	return nil
}

// check refuses flags that do not go together.
func (c *scoreCommand) check(given map[string]bool) error {
	folder := score.IsFolder(c.Out)
	switch {
	case c.Draws < 1:
		return errors.Errorf("-draws %d: want at least 1", c.Draws)
	case given["within"] && !(c.Within > 0 && c.Within <= math.MaxFloat64):
		return errors.Errorf("-within %g: want a number of nats above 0", c.Within)
	case given["within"] && c.Certify:
		return errors.New("-certify has no effect beside -within, which gives the bounds too")
	case c.Format != "csv" && c.Format != "parquet":
		return errors.Errorf("-format %q: want csv or parquet", c.Format)
	case given["format"] && !folder:
		return errors.Errorf("-format has no effect on %s, whose name tells it; it is for a folder", c.Out)
	case given["shard"] && !folder:
		return errors.Errorf("-shard: -out %s is one file, want a folder, which shards may share", c.Out)
	case !folder && c.Out != output.Stdout && output.Suffix(c.Out) != ".csv" && output.Suffix(c.Out) != ".parquet":
		return errors.Errorf("-out %s: want a name that ends in .csv or .parquet, a folder, or -", c.Out)
	}
	if err := program.Apart(c.Out, c.Model); err != nil {
		return errors.WithMessage(err, "-out")
	}
	return c.checkData()
}

// checkData refuses files that cannot be scored together.
func (c *scoreCommand) checkData() error {
	for i, path := range c.Data {
		if path == "-" && len(c.Data) > 1 {
			return errors.New("standard input cannot be scored together with files")
		}
		for _, other := range c.Data[:i] {
			if path == other {
				return errors.Errorf("%s stands twice", path)
			}
		}
		if _, err := os.Stat(path); path != "-" && err != nil {
			return errors.WithStack(err)
		}
	}
	return nil
}
