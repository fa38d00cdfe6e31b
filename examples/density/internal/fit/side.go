// The vectors of one side of a split.

package fit

import (
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"gonum.org/v1/gonum/stat"
)

// A side is the vectors of some rows.
type side struct {
	x, condition [][]float64
	logJacobian  []float64
	weights      []float64 // nil: all count alike
	rows         []int     // of the table
}

// first is the side's first rows.
func (s *side) first(n int) *side {
	n = min(n, len(s.x))
	f := &side{x: s.x[:n], logJacobian: s.logJacobian[:n], rows: s.rows[:n]}
	if s.condition != nil {
		f.condition = s.condition[:n]
	}
	if s.weights != nil {
		f.weights = s.weights[:n]
	}
	return f
}

// known is the side's rows with a finite log-density, and these log-densities.
func (s *side) known(logProb []float64) (*side, []float64) {
	k, theirs := &side{}, []float64{}
	for i, v := range logProb {
		if v-v != 0 {
			continue
		}
		theirs = append(theirs, v)
		k.x, k.logJacobian = append(k.x, s.x[i]), append(k.logJacobian, s.logJacobian[i])
		if s.weights != nil {
			k.weights = append(k.weights, s.weights[i])
		}
	}
	return k, theirs
}

// shift is how much larger the log p of rows is on average than that of their vectors.
func (s *side) shift() float64 { return stat.Mean(s.logJacobian, s.weights) }

// take gathers vectors by the positions of their rows. It passes over rows without a vector or without weight.
func take(all *schema.Encoded, positions []uint32) *side {
	at := make([]int32, all.Total)
	for i := range at {
		at[i] = -1
	}
	for k, row := range all.Rows {
		at[row] = int32(k)
	}
	s := &side{}
	for _, row := range positions {
		k := at[row]
		if k < 0 || all.Weights != nil && all.Weights[k] == 0 {
			continue
		}
		if all.Weights != nil {
			s.weights = append(s.weights, all.Weights[k])
		}
		s.x, s.logJacobian = append(s.x, all.X[k]), append(s.logJacobian, all.LogJacobian[k])
		s.rows = append(s.rows, int(row))
		if all.Condition != nil {
			s.condition = append(s.condition, all.Condition[k])
		}
	}
	return s
}
