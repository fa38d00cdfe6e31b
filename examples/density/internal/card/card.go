// What a model's file has about the data, beside the model.

// Package card keeps facts about the data with a model: the schema of the columns, the data that it was fitted to, and its
// scores.
package card

import (
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/fingerprint"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// The keys of the notes: other programs may read the first as a schema.Schema.
const (
	schemaKey = "schema"
	fitKey    = "fit"
)

// A Card is two notes of a model.
type Card struct {
	Schema *schema.Schema `json:"schema"`
	Fit    Fit            `json:"fit"`
}

// A Fit is what a model was fitted to, and its scores.
type Fit struct {
	Data        string            `json:"data"`        // its name
	Unit        string            `json:"unit"`        // of log p
	Seed        uint64            `json:"seed"`        // of the network, the training and the noise of rounded values
	Split       split.Split       `json:"split"`       // of the data's rows
	Fingerprint fingerprint.Print `json:"fingerprint"` // of the data's columns that the schema has; without the weights
	Used        int               `json:"used"`        // rows trained on
	HeldOut     *Score            `json:"heldOut,omitempty"`
	Training    *sketch.Sketch    `json:"training,omitempty"` // log p of rows trained on
}

// A Score is train's score with names in JSON, without an error if there is one row.
type Score struct {
	Mean  float64  `json:"mean"`
	Error *float64 `json:"error,omitempty"`
	Rows  int      `json:"rows"`
}

// NewScore is a score for the card; nil if the mean is not finite.
func NewScore(s train.Score) *Score {
	if s.Mean-s.Mean != 0 {
		return nil
	}
	kept := &Score{Mean: s.Mean, Rows: s.Rows}
	if s.Rows > 1 && s.Error-s.Error == 0 {
		kept.Error = &s.Error
	}
	return kept
}

// WeighedScore is the score of rows that count as their weights, or all alike for nil. Its error is √Σw²(v - mean)²/Σw,
// times √(n/(n-1)).
func WeighedScore(logProb, weights []float64) train.Score {
	if len(weights) == 0 {
		return train.NewScore(logProb)
	}
	most := slices.Max(weights) // weights of any size have a finite sum when they are divided by the largest
	sum, squares, s := 0.0, 0.0, train.Score{Rows: len(logProb)}
	for i, v := range logProb {
		sum += weights[i] / most
		s.Mean += weights[i] / most * v
	}
	s.Mean /= sum
	for i, v := range logProb {
		squares += math.Pow(weights[i]/most*(v-s.Mean), 2)
	}
	n := float64(len(logProb))
	s.Error = math.Sqrt(squares*n/(n-1)) / sum
	return s
}

// Weighted is a warning that a command which counts all rows alike has other means than a fit with weights. It is ""
// for a fit without weights.
func (c *Card) Weighted() string {
	if c.Schema.Weights == "" {
		return ""
	}
	return fmt.Sprintf("the fit weighted rows by %s; here all rows count alike", c.Schema.Weights)
}

// String is the mean, with its standard error if it has one.
func (s *Score) String() string {
	switch {
	case s == nil:
		return "not finite"
	case s.Error == nil && s.Rows == 1:
		return fmt.Sprintf("%.4f (of 1 row)", s.Mean)
	case s.Error == nil: // its square is no number
		return fmt.Sprintf("%.4f (of %d rows)", s.Mean, s.Rows)
	}
	return fmt.Sprintf("%.4f ± %.4f", s.Mean, *s.Error)
}

// Put keeps the card with a model.
func (c *Card) Put(m likelihood.Model) error {
	if err := m.SetNote(schemaKey, c.Schema); err != nil {
		return err
	}
	return m.SetNote(fitKey, &c.Fit)
}

// Of is the card of a model; nil for a model without one.
func Of(m likelihood.Model) (*Card, error) {
	c := &Card{Schema: &schema.Schema{}}
	found, err := m.Note(schemaKey, c.Schema)
	if err != nil || !found {
		return nil, err
	}
	if _, err := m.Note(fitKey, &c.Fit); err != nil {
		return nil, err
	}
	return c, c.check(m)
}

// check refuses a schema that does not fit the model, and facts of no fit.
func (c *Card) check(m likelihood.Model) error {
	if err := c.Schema.Validate(); err != nil {
		return errors.WithMessage(err, "the model's file")
	}
	if x, condition := c.Schema.Dims(); x != m.Dim() || condition != m.CondDim() {
		return errors.Errorf("the model's file: a schema of %d variables and %d conditions with a model of %d and %d; want the schema that it was fitted with", x, condition, m.Dim(), m.CondDim())
	}
	if split := c.Fit.Split; split.Rows < 0 || int64(split.Rows) > math.MaxUint32 || !(split.Share >= 0 && split.Share <= 1) {
		return errors.Errorf("the model's file: a split of %d rows, of which a share of %g is held out", split.Rows, split.Share)
	}
	return errors.WithMessage(c.Fit.Training.Check(), "the model's file")
}

// Columns are the names of the columns that rows need to be scored.
func (c *Card) Columns() []string {
	var names []string
	for _, column := range c.Schema.Columns {
		if column.Kind != schema.LeftOut {
			names = append(names, column.Name)
		}
	}
	return names
}

// CheckNoise refuses a flag about the noise of vectors of rows if they have none that is drawn.
func (c *Card) CheckNoise(flag string) error {
	if c.hasNoise() {
		return nil
	}
	return errors.Errorf("%s has no effect: no column of the model is rounded, a category among the variables, or masked where missing, so that nothing is drawn", flag)
}

func (c *Card) hasNoise() bool {
	return slices.ContainsFunc(c.Schema.Columns, func(column *schema.Column) bool {
		isVariable := column.Role == schema.Variable && column.Kind != schema.LeftOut
		return isVariable && (column.Cell != nil || column.Kind == schema.Category || column.Missing == schema.Mask)
	})
}

// Typed makes the options read a file with the column types that the data of the fit had.
func (c *Card) Typed(o *table.Options) { Typed(o, c.Schema.Columns) }

// Typed makes the options read the columns with the types that the data of the fit had. Without them a file tells the types
// by its own rows: codes that happen to be digits alone would be numbers, and "007" the number 7.
func Typed(o *table.Options, columns []*schema.Column) {
	o.Types, o.Layouts = map[string]table.Type{}, map[string]string{}
	for _, column := range columns {
		switch {
		case column.Kind == schema.LeftOut:
		case column.Layout != "":
			o.Layouts[column.Name] = column.Layout
		default:
			o.Types[column.Name] = column.Type
		}
	}
}
