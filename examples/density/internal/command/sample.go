// sample: rows drawn from a model.

package command

import (
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

type sampleCommand struct {
	Model        string              `arg:"" help:"Model file."`
	N            int                 `short:"n" name:"n" default:"1000" help:"Number of rows."`
	Seed         uint64              `default:"1" help:"Of the draws."`
	Out          string              `default:"-" help:"File to write, of the format that its name tells; - is CSV to standard output."`
	Given        dataset.Assignments `mapsep:"none" help:"Value of a column that is a condition or a class, COLUMN=VALUE, with \\= for = in a name, as often as wanted. Classes without one are drawn."`
	Conditions   string              `help:"File with the conditions, a row for each sample, taken again from the first where there are fewer."`
	Columns      []string            `help:"Names of the columns, for a model file that has none."`
	model.Solver `embed:""`
}

// Run draws.
func (c *sampleCommand) Run(call *call) error {
	if c.N < 1 {
		return errors.Errorf("-n %d: want at least 1", c.N)
	}
	if err := output.Check(c.Out, c.Model, c.Conditions); err != nil {
		return err
	}
	adjust, err := c.Adjust()
	if err != nil {
		return err
	}
	saved, err := model.OpenNamed(c.Model, c.Columns, adjust)
	if err != nil {
		return err
	}
	s := &sample.Sampler{Model: saved, Schema: saved.Card.Schema, Seed: c.Seed}
	if s.Rows, err = program.Until(call.ctx, func() (*table.Table, error) { return c.conditions(s) }); err != nil {
		return err
	}
	return output.Write(c.Out, call.Out, s.Fields(), func(w table.Writer) error {
		_, err := s.Write(call.ctx, w, c.N)
		return err
	})
}

// conditions are those given by flags or in a file; nil without either.
func (c *sampleCommand) conditions(s *sample.Sampler) (*table.Table, error) {
	switch {
	case len(c.Given) > 0 && c.Conditions != "":
		return nil, errors.New("-given has no effect beside -conditions; give one of them")
	case len(c.Given) > 0:
		return s.Condition(c.Given)
	case c.Conditions != "":
		return s.ConditionsOf(c.Conditions)
	}
	return nil, nil
}
