// conditional: the density of one or two columns, given the others.

package command

import (
	"fmt"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/conditional"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/output"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

type conditionalCommand struct {
	Model        string              `arg:"" help:"Model file."`
	Of           []string            `required:"" help:"One or two columns of numbers or dates, or one class."`
	Given        dataset.Assignments `mapsep:"none" help:"Value of another column, COLUMN=VALUE, with \\= for = in a name; all others have to be given."`
	Points       int                 `default:"0" help:"Points at which the density is written, along each column; 0: as many as its integral takes, or of one rounded column the probability of each value."`
	Seed         uint64              `default:"1" help:"Of the noise of rounded values that are given."`
	Out          string              `default:"-" help:"File to write, of the format that its name tells; - is CSV to standard output."`
	Columns      []string            `help:"Names of the columns, for a model file that has none."`
	model.Solver `embed:""`
}

// checkEffect refuses a number of points for a class, which has no points.
func (c *conditionalCommand) checkEffect(s *schema.Schema, given map[string]bool) error {
	for _, name := range c.Of {
		if column, err := s.Column(name); err == nil && column.Kind == schema.Category && given["points"] {
			return errors.Errorf("-points has no effect on %s, whose categories all get a probability", name)
		}
	}
	return nil
}

// Run answers.
func (c *conditionalCommand) Run(call *call) error {
	if c.Points != 0 && c.Points < 2 {
		return errors.Errorf("-points %d: want 0 or at least 2", c.Points)
	}
	if err := output.Check(c.Out, c.Model); err != nil {
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
	if err := c.checkEffect(saved.Card.Schema, call.given); err != nil {
		return err
	}
	if err := checkNoise(saved.Card, call.given, "seed"); err != nil {
		return err
	}
	q := &conditional.Question{Model: saved, Schema: saved.Card.Schema, Of: c.Of, Given: c.Given, Seed: c.Seed, Points: c.Points}
	answer, err := q.Ask(call.ctx)
	if err != nil {
		return err
	}
	if len(c.Given) > 0 {
		fmt.Fprintf(call.Err, "log p of what is given: %.6g\n", answer.LogGiven)
	}
	if q.IsOfCells() {
		fmt.Fprintf(call.Err, "%s is rounded: log_p is the logarithm of the probability of each value; -points gives a density\n", c.Of[0])
	}
	if answer.Error > 1e-4 {
		fmt.Fprintf(call.Err, "log p is right to about %.1g: the density is not resolved any better by as many points as are affordable\n", answer.Error)
	}
	if answer.Bound > 0.01 {
		fmt.Fprintf(call.Err, "warning: log p may be off by %.1g, the bound of the solver's error: what is given is far from all data, or the solver too coarse\n", answer.Bound)
	}
	if len(answer.Narrow) > 0 {
		fmt.Fprintf(call.Err, "warning: log p may be far off: near what is given, the density has ridges along %s that are narrower than as many points as are affordable are apart\n",
			strings.Join(answer.Narrow, ", "))
	}
	return output.Write(c.Out, call.Out, answer.Rows.Fields(), func(w table.Writer) error {
		if err := w.Write(answer.Rows); err != nil {
			return err
		}
		return w.Close()
	})
}
