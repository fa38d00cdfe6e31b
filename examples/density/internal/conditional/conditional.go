// The question: columns asked for, and values of the others.

package conditional

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/dataset"
	"github.com/gorgoflow/gorgoflow/examples/density/internal/sample"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// A Model is a likelihood.Model that knows how its columns are standardised.
type Model interface {
	likelihood.Model
	Standardization() (mean, std []float64)
}

// A Question is the density of some columns, given values of all others.
type Question struct {
	Model  Model
	Schema *schema.Schema
	Of     []string          // one or two numbers or dates, or one class
	Given  map[string]string // values of the others, as texts
	Seed   uint64
	Points int // of the answer, along each column of numbers; 0: as many as the integral has

	of       []*axis
	given    *table.Table
	encoders []*schema.Encoder // of each draw
}

// mostPoints bounds the points of an answer, which are all in memory.
const mostPoints = 1 << 22

// draws is the number of draws over which the density is averaged if given values are rounded.
const draws = 16

// Prepare finds the columns. Its error says what is wrong with the question.
func (q *Question) Prepare() error {
	if len(q.Of) < 1 || len(q.Of) > 2 {
		return errors.Errorf("-of has %d columns, want one or two", len(q.Of))
	}
	for _, name := range q.Of {
		if err := q.ask(name); err != nil {
			return errors.WithMessagef(err, "-of %s", name)
		}
	}
	if points := math.Pow(float64(q.Points), float64(len(q.of))); points > mostPoints {
		return errors.Errorf("-points %d: that are %.3g points in all, want at most %d", q.Points, points, mostPoints)
	}
	if len(q.of) == 2 && q.of[0].column == q.of[1].column {
		return errors.Errorf("-of: %s stands twice", q.Of[0])
	}
	return q.giveAll()
}

// ask adds a column that is asked for.
func (q *Question) ask(name string) error {
	c, err := q.Schema.Column(name)
	if err != nil {
		return err
	}
	if _, given := q.Given[name]; given {
		return errors.New("the column is given too")
	}
	switch {
	case name == logProbName:
		return errors.New("the answer has a column of this name; rename it in the data")
	case c.Kind == schema.LeftOut || c.Kind == schema.Constant || c.Kind == schema.Duplicate:
		return errors.Errorf("the column has no density: it is %s in the model", c.Kind)
	case c.Role == schema.Condition:
		return errors.New("the column is a condition, of which the model has no density; give it by -given")
	case c.Kind == schema.Category && (c.Role == schema.Variable || len(q.Of) > 1):
		return errors.New("want columns of numbers or dates, or one class alone")
	}
	q.of = append(q.of, &axis{column: c})
	return nil
}

// giveAll makes a row of all given columns.
func (q *Question) giveAll() error {
	q.given = &table.Table{}
	for _, name := range slices.Sorted(maps.Keys(q.Given)) {
		c, err := q.Schema.Column(name)
		if err != nil {
			return errors.WithMessage(err, "-given")
		}
		if c.Kind == schema.LeftOut {
			return errors.Errorf("-given %s has no effect: the column is left out of the model", dataset.Assigned(name))
		}
		column, err := sample.Value(c, q.Given[name])
		if err != nil {
			return errors.WithMessage(err, "-given")
		}
		q.given.Columns = append(q.given.Columns, column)
	}
	var missing []string
	for _, c := range q.Schema.Columns {
		if q.isOpen(c) {
			missing = append(missing, dataset.Assigned(c.Name))
		}
	}
	if len(missing) > 0 {
		return errors.Errorf("want a value of every other column; give -given %s=VALUE", strings.Join(missing, "=VALUE -given "))
	}
	return nil
}

// isOpen says that a column has to be given, and is not.
func (q *Question) isOpen(c *schema.Column) bool {
	_, given := q.Given[c.Name]
	return !given && !slices.Contains(q.Of, c.Name) && (c.Kind == schema.Number || c.Kind == schema.Date || c.Kind == schema.Category)
}

// hasNoise says that a given value is rounded or missing, so that its vector is drawn.
func (q *Question) hasNoise() bool {
	for name, text := range q.Given {
		if c, err := q.Schema.Column(name); err == nil && c.Role == schema.Variable && (c.Cell != nil || c.Kind == schema.Category || text == "") {
			return true
		}
	}
	return false
}
