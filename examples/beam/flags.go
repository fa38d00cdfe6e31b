// The flags, beside those of Beam.

package main

import (
	"flag"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/beam/internal/pipeline"
)

func flags(set *flag.FlagSet) *pipeline.Settings {
	s := &pipeline.Settings{}
	set.StringVar(&s.Model, "model", "", "Model file, as `density fit` writes it.")
	set.StringVar(&s.Out, "out", "", "Folder for the scores, a Parquet file for each row group, or file of another format.")
	set.StringVar(&s.Solver, "solver", "", "Solve by another method than the model's file has.")
	set.Func("accuracy", "Solve with other tolerances than the model's file has, above 0.", func(text string) error {
		v, err := strconv.ParseFloat(text, 64)
		s.Accuracy = &v
		return err
	})
	set.Func("keep", "Columns of the data that are written along, separated by commas.", names(&s.Keep))
	set.Func("columns", "Names of the columns, separated by commas, for a model file that has none.", names(&s.Columns))
	set.BoolVar(&s.Certify, "certify", false, "A bound of each log-density's error too; takes three to four times as long.")
	set.Float64Var(&s.Within, "within", 0, "Solve each row by as few steps as leave its error below so many nats, and give the bound.")
	set.IntVar(&s.Draws, "draws", 1, "Draws of the noise of rounded values, over which p is averaged.")
	set.Func("seed", "Of that noise; as in the fit, unless given.", func(text string) error {
		v, err := strconv.ParseUint(text, 10, 64)
		s.Seed = &v
		return err
	})
	return s
}

// names adds the names in a flag, which commas separate, to a list.
func names(to *[]string) func(string) error {
	return func(text string) error {
		*to = append(*to, strings.Split(text, ",")...)
		return nil
	}
}
