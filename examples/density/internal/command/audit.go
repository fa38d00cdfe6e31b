// audit: whether a model's numbers can be believed.

package command

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

type auditCommand struct {
	Model           string   `arg:"" help:"Model file."`
	Data            string   `arg:"" help:"Rows to examine it on: a file, zipcodes, a toy set, or - for standard input. Of the data that it was fitted to those held out are taken."`
	Rows            int      `default:"256" help:"Rows that are looked at, drawn from all."`
	Samples         int      `default:"1024" help:"Draws from the model and from its base."`
	IntegralPoints  int      `default:"10000" help:"Points at which p is evaluated for its integral."`
	Points          int      `default:"20000" help:"Number of points of a toy set."`
	Seed            uint64   `default:"1" help:"Of everything random."`
	JSON            bool     `name:"json" help:"As JSON."`
	Columns         []string `help:"Names of the columns, for a model file that has none."`
	model.Solver    `embed:""`
	dataset.Reading `embed:""`
}

// Run audits. An audit that does not pass is an error.
func (c *auditCommand) Run(call *call) error {
	for name, n := range map[string]int{"rows": c.Rows, "samples": c.Samples, "integral-points": c.IntegralPoints, "points": c.Points} {
		if n < 2 {
			return errors.Errorf("-%s %d: want at least 2", name, n)
		}
	}
	if err := dataset.CheckSet(c.Data, call.given); err != nil {
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
	said := ""
	rows, err := program.Until(call.ctx, func() (rows *schema.Encoded, err error) {
		rows, said, err = c.encoded(saved, call.given)
		return rows, err
	})
	if err != nil {
		return err
	}
	if err := c.warn(call, saved, rows); err != nil {
		return err
	}
	report, err := audit.Run(call.ctx, saved, rows.X, &audit.Settings{Rows: c.Rows, Samples: c.Samples, Points: c.IntegralPoints, Seed: c.Seed, Condition: rows.Condition})
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(call.Out)
		e.SetIndent("", "  ")
		err = e.Encode(report)
	} else {
		_, err = fmt.Fprintf(call.Out, "%s\n%s\n", said, report)
	}
	if err == nil && !report.Pass() {
		return errors.Errorf("the audit does not pass: %s", strings.Join(failures(report), ", "))
	}
	return err
}

func failures(report *audit.Report) (names []string) {
	for _, check := range report.Checks {
		if check.Verdict == audit.Fail {
			names = append(names, check.Name)
		}
	}
	return names
}

// warn keeps the rows that are looked at, and prints warnings on the error stream: if they are not like the training rows, and
// if some of them are left out.
func (c *auditCommand) warn(call *call, saved *model.Saved, rows *schema.Encoded) error {
	if n := len(rows.Others); n > 0 {
		o := rows.Others[0]
		fmt.Fprintf(call.Err, "%d of %d rows are left out; the first: %s %q: %s\n", n, rows.Total, o.Column, o.Text, o.Why)
	}
	first(rows, c.Rows)
	d, large, err := (&score.Scorer{Model: saved}).Solve(call.ctx, rows)
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	logProb := d.LogProb
	for k := range logProb {
		logProb[k] += rows.LogJacobian[k]
	}
	if said := saved.Card.Unlike(saved.Card.Count(logProb)); said != "" {
		fmt.Fprintln(call.Err, said)
	}
	if len(large) == 0 {
		return nil
	}
	said := fmt.Sprintf("%d of %d rows cannot be examined: %s", len(large), len(rows.X), large[slices.Min(slices.Collect(maps.Keys(large)))])
	if leaveOut(rows, large); len(rows.X) == 0 {
		return errors.New(said)
	}
	fmt.Fprintln(call.Err, said)
	return nil
}
