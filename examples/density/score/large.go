// Rows with numbers that are too large for the number type of the model.

package score

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// tooLarge is the reason by the vector of the batch.
type tooLarge map[int]string

// solve computes the density of a batch. A vector with a number that is too large for the model's number type, such as one that
// stands for a missing value, is no reason to refuse the other rows: another vector takes its place, so that they keep theirs,
// and its log-density is NaN.
func (s *Scorer) solve(ctx context.Context, rows *schema.Encoded) (*likelihood.Density, tooLarge, error) {
	x, condition, large := append([][]float64(nil), rows.X...), append([][]float64(nil), rows.Condition...), tooLarge{}
	for {
		request := &likelihood.LogProbRequest{Condition: condition, Certify: s.Certify, Within: s.Within}
		d, err := s.Model.LogProbWith(ctx, x, request)
		var bad *likelihood.DataError
		if !errors.As(err, &bad) || bad.Dtype == "" || bad.Row < 0 || bad.Row >= len(x) || large[bad.Row] != "" {
			large.mark(d)
			return d, large, err
		}
		large[bad.Row] = fmt.Sprintf("not solved: %g is too large for %s", bad.Value, bad.Dtype)
		if !large.standIn(x, condition) {
			return unsolved(len(x)), large, nil
		}
	}
}

// standIn puts a sound vector where one is too large. It is false if there is none.
func (l tooLarge) standIn(x, condition [][]float64) bool {
	sound := 0
	for sound < len(x) && l[sound] != "" {
		sound++
	}
	if sound == len(x) {
		return false
	}
	for k := range l {
		x[k] = x[sound]
		if len(condition) > 0 {
			condition[k] = condition[sound]
		}
	}
	return true
}

// mark makes the log-densities of the vectors NaN, and their bounds infinite.
func (l tooLarge) mark(d *likelihood.Density) {
	if d == nil {
		return
	}
	for k := range l {
		d.LogProb[k] = math.NaN()
		if d.Certificate != nil {
			d.Certificate.Solver[k] = math.Inf(1)
		}
	}
}

// unsolved is the density of vectors that are all too large.
func unsolved(n int) *likelihood.Density {
	d := &likelihood.Density{LogProb: make([]float64, n), Certificate: &likelihood.Certificate{Solver: make([]float64, n)}}
	all := tooLarge{}
	for k := range n {
		all[k] = "too large"
	}
	all.mark(d)
	return d
}
