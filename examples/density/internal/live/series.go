// Numbers over a run of any length, in bounded memory.

package live

import (
	"encoding/json"
	"math"
)

// mostPoints is how many points a series keeps. Of a longer run it keeps every second, fourth, … point, and the last.
const mostPoints = 2048

// A series is columns of numbers, the first of them the iteration.
type series struct {
	columns [][]float64
	every   int // one row in so many is kept
	skipped int // rows since the last one that was kept
	pending bool
}

// add adds a row.
func (s *series) add(row ...float64) {
	if s.columns == nil {
		s.columns, s.every = make([][]float64, len(row)), 1
	}
	if s.pending { // the last row was there for being the last
		for j := range s.columns {
			s.columns[j] = s.columns[j][:len(s.columns[j])-1]
		}
	}
	for j, v := range row {
		s.columns[j] = append(s.columns[j], v)
	}
	s.skipped++
	if s.pending = s.skipped < s.every; !s.pending {
		s.skipped = 0
	}
	if !s.pending && len(s.columns[0]) == mostPoints {
		s.thin()
	}
}

// thin drops every second row.
func (s *series) thin() {
	for j, c := range s.columns {
		kept := c[:0]
		for i := 1; i < len(c); i += 2 {
			kept = append(kept, c[i])
		}
		s.columns[j] = kept
	}
	s.every *= 2
}

// column is a copy for JSON, with null for what is not finite.
func (s *series) column(j int) []number {
	if s.columns == nil {
		return []number{}
	}
	out := make([]number, len(s.columns[j]))
	for i, v := range s.columns[j] {
		out[i] = number(v)
	}
	return out
}

// number is null in JSON where it is not finite.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if v := float64(n); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}
