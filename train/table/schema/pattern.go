// Patterns of classes and missing values that occur together in rows, and the probabilities of classes.

package schema

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"github.com/pkg/errors"
)

// A Pattern is levels of classes and missing values that occur together in rows.
type Pattern struct {
	Levels []int  `json:"levels,omitempty"` // one for each class
	Masked []bool `json:"masked,omitempty"` // one for each variable whose missing values are masked
	Count  int64  `json:"count"`            // of rows; with weights, their share of all rows by weight
}

// weighed is a pattern with the sum of its rows' weights.
type weighed struct {
	Pattern
	weight float64
}

// addPattern counts a row, unless it has an unknown level or a missing value that is not masked.
func (f *fitter) addPattern(i int, weights []float64) {
	weight := weightAt(weights, i)
	if weight == 0 {
		return
	}
	p := &f.pattern
	p.Levels, p.Masked = p.Levels[:0], p.Masked[:0]
	for _, e := range f.coder.entries {
		switch {
		case e.isModelled() && e.values.Missing[i] && e.Missing != Mask:
			return
		case e.Kind == Category && e.Role == Class:
			level, ok := e.level(i)
			if !ok {
				return
			}
			p.Levels = append(p.Levels, level)
		case e.isMasked() && e.Role == Variable:
			p.Masked = append(p.Masked, e.values.Missing[i])
		}
	}
	f.key = p.key(f.key[:0])
	if f.patterns[string(f.key)] == nil {
		f.patterns[string(f.key)] = &weighed{Pattern: Pattern{Levels: slices.Clone(p.Levels), Masked: slices.Clone(p.Masked)}}
	}
	weight = float64(weight * tiny)
	f.patterns[string(f.key)].weight += weight
	f.rows, f.weight = f.rows+1, f.weight+weight
}

// key identifies a pattern; its order does not depend on the order of rows.
func (p *Pattern) key(to []byte) []byte {
	to = levelsKey(to, p.Levels)
	for _, masked := range p.Masked {
		to = append(to, map[bool]byte{true: 1}[masked])
	}
	return to
}

// levelsKey identifies a combination of levels.
func levelsKey(to []byte, levels []int) []byte {
	for _, level := range levels {
		to = binary.BigEndian.AppendUint32(to, uint32(level))
	}
	return to
}

// sorted returns the patterns in the order of their keys. Their counts are differences of rounded sums, so that the sum
// of all is right, and so is about that of patterns of little weight, none of which counts as a row by itself.
func (f *fitter) sorted() []Pattern {
	var out []Pattern
	sum, before := 0.0, 0.0
	for _, key := range slices.Sorted(maps.Keys(f.patterns)) {
		p := f.patterns[key]
		sum += p.weight
		rows := math.Round(sum / f.weight * f.rows)
		p.Count, before = int64(rows-before), rows
		out = append(out, p.Pattern)
	}
	if len(out) == 1 && len(out[0].Levels)+len(out[0].Masked) == 0 {
		return nil
	}
	return out
}

func (s *Schema) patterns() []Pattern {
	if s == nil {
		return nil
	}
	return s.Patterns
}

// checkPatterns refuses patterns that do not fit the columns, as in a damaged file.
func (s *Schema) checkPatterns() error {
	var levels []int
	masked := 0
	for _, c := range s.columns() {
		if c.Kind == Category && c.Role == Class {
			levels = append(levels, c.levels())
		}
		if c.isMasked() && c.Role == Variable {
			masked++
		}
	}
	known := func(level, count int) bool { return level >= 0 && level < count }
	for i, p := range s.patterns() {
		if len(p.Masked) != masked || p.Count < 0 || !slices.EqualFunc(p.Levels, levels, known) {
			return errors.Wrapf(ErrSettings, "pattern %d is not of the columns; Fit makes them", i)
		}
	}
	return nil
}
