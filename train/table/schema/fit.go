// Fitting: learning moments, levels and patterns from a source.

package schema

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// Fit learns from a source what the descriptions of columns leave open: the mean and spread of conditions and of
// columns whose missing values are masked, and how often classes and missing values occur together. Rows count by their
// weights if the schema has a column of weights. New calls Fit; call it once more after a change of the schema. It
// skips rows that cannot be modelled.
func (s *Schema) Fit(source table.Source) error {
	for _, c := range s.columns() {
		c.Shares = nil
	}
	if err := s.Validate(); err != nil {
		return err
	}
	if err := s.findLevels(source); err != nil {
		return err
	}
	s.Patterns, s.Backoff = nil, false
	f := &fitter{schema: s, moments: make([]moments, len(s.Columns)), levels: make([]levelCounts, len(s.Columns)), patterns: map[string]*weighed{}}
	if err := table.Each(source, f.add); err != nil {
		return err
	}
	for j, c := range s.Columns {
		if f.moments[j].n > 0 {
			c.Mean, c.Spread = f.moments[j].mean(), f.moments[j].deviation()
		}
		if !(c.Spread > 0) {
			c.Spread = 1
		}
		if c.isOfLevels() {
			c.Shares = f.levels[j].shares(c.levels())
		}
	}
	s.Patterns = f.sorted()
	s.Backoff = s.classes().several()
	s.Fitted = s.signature()
	return nil
}

// findLevels finds the levels of categories that have none yet.
func (s *Schema) findLevels(source table.Source) error {
	found := map[*Column]*textProfile{}
	for _, c := range s.Columns {
		if c.Kind == Category && len(c.Levels) == 0 {
			found[c] = &textProfile{}
		}
	}
	if len(found) == 0 {
		return nil
	}
	err := table.Each(source, func(batch *table.Table) error {
		for c, texts := range found {
			values, err := batch.Column(c.Name)
			if err != nil {
				return err
			}
			texts.addAll(c, values)
		}
		return nil
	})
	for c, texts := range found {
		c.Levels = slices.Sorted(slices.Values(texts.levels))
	}
	return err
}

func (p *textProfile) addAll(c *Column, values *table.Column) {
	for i, missing := range values.Missing {
		if !missing {
			p.add(c.levelText(values, i), math.MaxInt)
		}
	}
}

// signature is a text of all that Fit depends on.
func (s *Schema) signature() string {
	var b strings.Builder
	for _, c := range s.Columns {
		if c.isModelled() && (c.Role != Variable || c.Missing == Mask || len(c.Shares) > 0) {
			fmt.Fprintf(&b, "%q %s %s %s %s %v %v %d;", c.Name, c.Kind, c.Role, c.Missing, c.Transform, c.Low, c.High, len(c.Levels))
			if c.Months != 0 {
				b.WriteString("months;")
			}
		}
	}
	return b.String()
}

// fitter gathers what Fit learns.
type fitter struct {
	schema   *Schema
	coder    *coder
	moments  []moments
	levels   []levelCounts
	patterns map[string]*weighed
	pattern  Pattern // of the current row
	key      []byte  // its key
	rows     float64 // rows with a pattern and a weight above 0
	weight   float64 // sum of their weights
}

func (f *fitter) add(batch *table.Table) (err error) {
	if f.coder == nil {
		f.coder = newCoder(f.schema)
	}
	if err := f.coder.bind(batch); err != nil {
		return err
	}
	weights, err := f.schema.weightsOf(batch)
	if err != nil {
		return err
	}
	for j, e := range f.coder.entries {
		switch {
		case e.isNumeric():
			f.addMoments(&f.moments[j], e, weights)
		case e.isOfLevels():
			f.addLevels(&f.levels[j], e, weights)
		}
	}
	for i := range batch.Rows() {
		f.addPattern(i, weights)
	}
	return nil
}

func (f *fitter) addLevels(n *levelCounts, e *entry, weights []float64) {
	for i := range e.values.Len() {
		weight := weightAt(weights, i)
		if level, ok := e.level(i); ok && weight > 0 {
			n.add(level, e.levels(), float64(weight*tiny))
		}
	}
}

func (f *fitter) addMoments(m *moments, e *entry, weights []float64) {
	for i, missing := range e.values.Missing {
		weight := 1.0
		if weights != nil {
			weight = float64(weights[i] * tiny)
		}
		if missing || weight == 0 {
			continue
		}
		if v, ok := e.number(i); ok && e.inside(v) {
			x, _ := e.forward(v)
			m.addWeighed(x, weight)
		}
	}
}
