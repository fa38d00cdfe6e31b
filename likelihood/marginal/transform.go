// Transform: rows to scores and back.

package marginal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// Transform maps rows of D columns to scores, one for each column that has a density. Its methods may be called by several
// goroutines at once.
type Transform struct {
	columns []Column
	scored  []int // indices of the columns that have a score
	by      []scorer
}

// New makes a transform of columns. It returns likelihood.ErrSettings or likelihood.ErrNotFinite for bad numbers, and if no
// column has a density.
func New(columns []Column) (*Transform, error) {
	t := &Transform{columns: cloned(columns)}
	for j, c := range t.columns {
		if err := t.add(j, c); err != nil {
			return nil, errors.WithMessagef(err, "column %d", j)
		}
	}
	if len(t.scored) == 0 {
		return nil, errors.Wrap(fault.ErrSettings, "marginal: all columns are constant, want one at least that is not")
	}
	return t, nil
}

func (t *Transform) add(j int, c Column) error {
	switch c.Kind {
	case Affine, Density:
		d, err := newScorer(c)
		if err != nil {
			return err
		}
		t.scored, t.by = append(t.scored, j), append(t.by, d)
		return nil
	case Constant:
		return fault.Finite("marginal: a constant", []float64{c.Value, c.Tolerance})
	case Copy:
		if c.Of < 0 || c.Of >= j || !t.columns[c.Of].Kind.IsScored() {
			return errors.Wrapf(fault.ErrSettings, "marginal: a copy of column %d, want an earlier one that has a density", c.Of)
		}
		return fault.Finite("marginal: a copy", []float64{c.Value, c.Slope, c.Tolerance})
	}
	return errors.Wrapf(fault.ErrSettings, "marginal: kind %q, want %q, %q, %q or %q", c.Kind, Constant, Copy, Affine, Density)
}

// Dim is D, the number of columns.
func (t *Transform) Dim() int {
	if t == nil {
		return 0
	}
	return len(t.columns)
}

// Scores is the number of columns that have a score.
func (t *Transform) Scores() int {
	if t == nil {
		return 0
	}
	return len(t.scored)
}

// Columns returns copies of the columns of the transform.
func (t *Transform) Columns() []Column {
	if t == nil {
		return nil
	}
	return cloned(t.columns)
}

func cloned(columns []Column) []Column {
	list := slices.Clone(columns)
	for j := range list {
		list[j].Knots, list[j].Mass = slices.Clone(list[j].Knots), slices.Clone(list[j].Mass)
	}
	return list
}

// Forward stores the scores of row x and returns Σ log |dz/dx|; -∞ if a constant or a copy has another value. It
// returns NaN for vectors of other sizes, and for a row with NaN, all of whose scores are NaN.
func (t *Transform) Forward(z, x []float64) (logSlope float64) {
	if !t.fits(z, x) {
		return math.NaN()
	}
	if slices.ContainsFunc(x, math.IsNaN) {
		numeric.Fill(z, math.NaN())
		return math.NaN()
	}
	for j := range t.columns {
		if c := &t.columns[j]; !c.Kind.IsScored() && !c.holds(x[j], x) {
			logSlope = math.Inf(-1)
		}
	}
	for k, j := range t.scored {
		var one float64
		z[k], one = t.by[k].score(x[j])
		logSlope += one
	}
	return logSlope
}

// fits says whether a vector of scores and a row have the transform's sizes.
func (t *Transform) fits(z, x []float64) bool {
	return t != nil && len(z) == len(t.scored) && len(x) == len(t.columns)
}

// Inverse stores the row with scores z. It does nothing for vectors of other sizes.
func (t *Transform) Inverse(x, z []float64) {
	if !t.fits(z, x) {
		return
	}
	for k, j := range t.scored {
		x[j] = t.by[k].value(z[k])
	}
	for j := range t.columns {
		switch c := &t.columns[j]; c.Kind {
		case Constant:
			x[j] = c.Value
		case Copy:
			x[j] = c.Value + float64(c.Slope*x[c.Of])
		}
	}
}

// Spread stores row x with each rounded value moved to a random point of its cell, and copies of it along. A value so far
// from 0 that its cell holds hardly any numbers is moved to one of about ten around it. Fit densities of scores to spread
// rows, since a density of the rounded values themselves would be unbounded.
func (t *Transform) Spread(dst, x []float64, rng *rand.Rand) {
	copy(dst, x)
	if t == nil || rng == nil || len(dst) < len(t.columns) {
		return
	}
	moves := make([]float64, len(t.columns))
	for _, j := range t.scored {
		moves[j] = t.columns[j].width(dst[j]) * (float64(rng.Float64()) - 0.5)
	}
	for j, c := range t.columns {
		if c.Kind == Copy {
			moves[j] = c.Slope * moves[c.Of]
		}
		dst[j] += moves[j]
	}
}

// Notes describe properties of the named columns.
func (t *Transform) Notes(names []string) (notes []string) {
	if t == nil {
		return nil
	}
	name := func(j int) string {
		if j < len(names) {
			return names[j]
		}
		return fmt.Sprintf("column %d", j)
	}
	for j, c := range t.columns {
		switch {
		case c.Kind == Constant:
			notes = append(notes, fmt.Sprintf("%s is always %g and left out: a row that differs has log-density -Inf", name(j), c.Value))
		case c.Kind == Copy:
			notes = append(notes, fmt.Sprintf("%s is %.6g + %.6g · %s and left out: a row that differs has log-density -Inf", name(j), c.Value, c.Slope, name(c.Of)))
		case c.Cells && c.Slope == 0 && !isDecimal(c.Cell):
			notes = append(notes, fmt.Sprintf("%s: not rounded, values told apart down to %.2g", name(j), c.Cell))
		case c.Cells:
			notes = append(notes, fmt.Sprintf("%s: cells of %.6g", name(j), c.Cell))
		}
	}
	return notes
}
