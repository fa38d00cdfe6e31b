// audit: whether a model's numbers can be believed.

package command

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/model"
	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/train/table"
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
	dataset.Reading `embed:""`
}

// Run examines. An audit that does not pass is an error.
func (c *auditCommand) Run(call *call) error {
	for name, n := range map[string]int{"rows": c.Rows, "samples": c.Samples, "integral-points": c.IntegralPoints, "points": c.Points} {
		if n < 2 {
			return errors.Errorf("-%s %d: want at least 2", name, n)
		}
	}
	saved, err := model.OpenNamed(c.Model, c.Columns)
	if err != nil {
		return err
	}
	rows, said, err := c.encoded(saved, call.given)
	if err != nil {
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

// encoded reads the data; of those that the model was fitted to only the rows held out.
func (c *auditCommand) encoded(saved *model.Saved, given map[string]bool) (*schema.Encoded, string, error) {
	if given["points"] && !dataset.IsToy(c.Data) {
		return nil, "", errors.Errorf("-points has no effect on %s; it is for toy sets", c.Data)
	}
	options, err := c.Options(saved.Card.Columns())
	if err != nil {
		return nil, "", err
	}
	saved.Card.Typed(options)
	data, err := dataset.Open(c.Data, c.Points, c.Seed, options)
	if err != nil {
		return nil, "", err
	}
	if err := dataset.CheckFormat(data.Notes, given); err != nil {
		return nil, "", err
	}
	said := "on rows of " + data.Name
	fit := &saved.Card.Fit
	if print, err := fingerprint.Of(data.Rows, saved.Card.Columns()); err == nil && print == fit.Fingerprint {
		said = "on rows of " + data.Name + " that were held out of the fit"
		data.Rows = held(data.Rows, fit.Split.Set().Has)
	}
	encoded, err := saved.Card.Schema.Encode(data.Rows, fit.Seed)
	if err == nil && len(encoded.X) == 0 {
		err = errors.Errorf("none of %d rows can be used", encoded.Total)
	}
	if err != nil {
		return nil, "", err
	}
	shuffle(encoded, c.Seed)
	if weighted := saved.Card.Weighted(); weighted != "" {
		said += "; " + weighted
	}
	return encoded, said, nil
}

// shuffle has the first rows stand for all: those of a sorted file do not.
func shuffle(e *schema.Encoded, seed uint64) {
	rand.New(rand.NewPCG(seed, 0x6175_6474)).Shuffle(len(e.X), func(i, j int) {
		e.X[i], e.X[j] = e.X[j], e.X[i]
		if e.Condition != nil {
			e.Condition[i], e.Condition[j] = e.Condition[j], e.Condition[i]
		}
	})
}

// held are the rows of a table that a split holds out.
func held(t *table.Table, has func(row int64) bool) *table.Table {
	out := &table.Table{}
	out.Reset(t.Fields())
	for i := range t.Rows() {
		if has(int64(i)) {
			for j, c := range t.Columns {
				out.Columns[j].AppendConverted(c, i)
			}
		}
	}
	return out
}
