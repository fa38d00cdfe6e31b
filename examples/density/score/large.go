// Rows with numbers that are too large for the number type of the model.

package score

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

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
	x, condition, large, sound := slices.Clone(rows.X), slices.Clone(rows.Condition), tooLarge{}, 0
	for {
		request := &likelihood.LogProbRequest{Condition: condition, Certify: s.Certify, Within: s.Within}
		d, err := s.Model.LogProbWith(ctx, x, request)
		var bad *likelihood.DataError
		if !errors.As(err, &bad) || bad.Dtype == "" || bad.Row < 0 || bad.Row >= len(x) {
			large.mark(d)
			return d, large, err
		}
		row := bad.Row
		if large[row] != "" { // so the vector in its place is too large
			row = sound
		}
		large[row] = fmt.Sprintf("not solved: %g is too large for %s", bad.Value, bad.Dtype)
		changed := []int{row}
		if row == sound {
			sound, changed = large.next(sound), slices.Collect(maps.Keys(large))
		}
		if sound == len(x) {
			return unsolved(len(x)), large, nil
		}
		for _, k := range changed {
			x[k] = x[sound]
			if len(condition) > 0 {
				condition[k] = condition[sound]
			}
		}
	}
}

// next is the first vector from k on that has not been found too large.
func (l tooLarge) next(k int) int {
	for l[k] != "" {
		k++
	}
	return k
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
	nan, infinite := slices.Repeat([]float64{math.NaN()}, n), slices.Repeat([]float64{math.Inf(1)}, n)
	return &likelihood.Density{LogProb: nan, Certificate: &likelihood.Certificate{Solver: infinite}}
}
