// Conditions for samples: drawn by their frequency in the data, or made from given rows.

package schema

import (
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// streamDraw separates the random numbers of Draw from others of one seed.
const streamDraw = 0xd3a74

// Draw draws the conditions of n samples, classes and which variables are missing, by their frequency in the data. It
// returns nil for a schema without conditions. It returns ErrCondition for a schema with other conditions, which Given
// makes from a table.
func (s *Schema) Draw(n int, seed uint64) ([][]float64, error) {
	e, err := s.Encoder(seed)
	if err != nil || e.coder.c == 0 {
		return nil, err
	}
	if n < 0 {
		return nil, errors.Wrapf(ErrSettings, "%d samples, want 0 or more", n)
	}
	for _, c := range s.Columns {
		if c.isModelled() && c.Role == Condition {
			return nil, errors.Wrapf(ErrCondition, "column %q", c.Name)
		}
	}
	out, sums := make([][]float64, n), countsUpTo(s.Patterns)
	for i := range out {
		out[i] = make([]float64, e.coder.c)
		e.coder.draw(out[i], s.Patterns, sums, rand.New(rand.NewPCG(seed^streamDraw, uint64(i))))
	}
	return out, nil
}

// countsUpTo are the sums of the counts of the patterns up to each of them.
func countsUpTo(patterns []Pattern) []int64 {
	sums, sum := make([]int64, len(patterns)), int64(0)
	for i, p := range patterns {
		sum += p.Count
		sums[i] = sum
	}
	return sums
}

// draw draws a pattern by its count. With the probability that is taken from the combination, it draws each class by
// itself.
func (k *coder) draw(c []float64, patterns []Pattern, sums []int64, random *rand.Rand) {
	at := random.Int64N(max(int64(k.classes.total), 1))
	var p Pattern
	if len(patterns) > 0 {
		i := sort.Search(len(sums), func(i int) bool { return sums[i] > at })
		p = patterns[min(i, len(patterns)-1)]
	}
	anyClass := k.classes.drawsAny(p.Levels, random)
	level, masked := 0, 0
	for _, e := range k.entries {
		switch {
		case e.Kind == Category && e.Role == Class:
			if n := e.levels(); n > 0 && anyClass {
				c[e.c+k.classes.draw(level, random)] = 1
			} else if n > 0 {
				c[e.c+p.Levels[level]] = 1
			}
			level++
		case e.isMasked() && e.Role == Variable:
			if masked < len(p.Masked) && p.Masked[masked] {
				c[e.mask] = 1
			}
			masked++
		}
	}
}

// Given makes conditions from the rows of a table with the columns that are conditions or classes. Classes without a column
// are drawn, by the seed, as often as the data have them beside those that are given. Given takes variables not to be
// missing, and refuses rows that cannot be conditions.
func (s *Schema) Given(rows *table.Table, seed uint64) ([][]float64, error) {
	e, err := s.Encoder(seed)
	if err != nil {
		return nil, err
	}
	var kept, classes []*entry
	for _, entry := range e.coder.entries {
		_, err := rows.Column(entry.Name)
		entry.isDrawn = entry.Role == Class && errors.Is(err, table.ErrNoColumn)
		if entry.isModelled() && entry.Role != Variable && !entry.isDrawn {
			kept = append(kept, entry)
		}
		if entry.Role == Class {
			classes = append(classes, entry)
		}
	}
	e.coder.entries, e.coder.x = kept, 0
	out, err := e.Encode(rows)
	if err != nil {
		return nil, err
	}
	if len(out.Others) > 0 {
		return nil, s.noCondition(&out.Others[0])
	}
	drawClasses(out.Condition, classes, e.coder.classes.given(), seed)
	return out.Condition, nil
}

// noCondition is the error for a row that cannot be a condition.
func (s *Schema) noCondition(o *Other) error {
	want := "what the model can be given: " + string(o.Why)
	if c, err := s.Column(o.Column); err == nil && (o.Why == NoLevel || o.Why == NewLevel) {
		want += ", there are " + c.knownLevels()
	}
	return errors.WithStack(&table.FieldError{Place: o.Place, Column: o.Column, Text: o.Text, Want: want})
}

// drawClasses completes conditions by the classes that are drawn.
func drawClasses(condition [][]float64, classes []*entry, g *givenClasses, seed uint64) {
	if !slices.ContainsFunc(classes, func(e *entry) bool { return e.isDrawn }) {
		return
	}
	levels := make([]int, len(classes))
	for i, c := range condition {
		for k, e := range classes {
			levels[k] = slices.Index(c[e.c:e.c+e.levels()], 1) // unknown if there is none
		}
		g.draw(levels, rand.New(rand.NewPCG(seed^streamDraw, uint64(i))))
		for k, e := range classes {
			if levels[k] != unknown {
				c[e.c+levels[k]] = 1
			}
		}
	}
}
