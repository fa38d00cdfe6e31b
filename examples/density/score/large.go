// Rows with numbers that are too large for the number type of the model.

package score

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// tooLarge is the reason by the vector of the batch.
type tooLarge map[int]string

// Solve computes the density of vectors. One with a number that is too large for the model's number type, such as
// one that stands for a missing value, is no reason to refuse the others: another vector takes its place, so that
// they keep theirs, its log-density is NaN, and large has the reason by its position.
func (s *Scorer) Solve(ctx context.Context, rows *schema.Encoded) (d *likelihood.Density, large map[int]string, err error) {
	d, err = s.logProb(ctx, rows.X, rows.Condition)
	first := asLarge(err, len(rows.X))
	if first == nil {
		return d, tooLarge{}, err
	}
	found, err := s.findLarge(ctx, rows, first.Row)
	if err != nil {
		return nil, found, err
	}
	sound := found.next(0)
	if sound == len(rows.X) {
		return unsolved(sound), found, nil
	}
	x, condition := slices.Clone(rows.X), slices.Clone(rows.Condition)
	for k := range found {
		x[k] = x[sound]
		if len(condition) > 0 {
			condition[k] = condition[sound]
		}
	}
	d, err = s.logProb(ctx, x, condition)
	found.mark(d)
	return d, found, err
}

// AddFailed adds the reasons of rows that were tried and not solved to those of others.
func AddFailed(unsolved map[int]string, failed *likelihood.RowsError) {
	for i, k := range failed.Rows {
		unsolved[k] = cmp.Or(unsolved[k], "not solved: "+failed.Reasons[i].Error())
	}
}

func (s *Scorer) logProb(ctx context.Context, x, condition [][]float64) (*likelihood.Density, error) {
	return s.Model.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: condition, Certify: s.Certify, Within: s.Within})
}

// asLarge is an error of a vector that is too large; nil for other errors.
func asLarge(err error, n int) *likelihood.DataError {
	var bad *likelihood.DataError
	if !errors.As(err, &bad) || bad.Dtype == "" || bad.Row < 0 || bad.Row >= n {
		return nil
	}
	return bad
}

// tried is how many vectors are tried at once.
const tried = 64

// findLarge finds all vectors that are too large, of which one is known. That one goes behind the others that are
// tried: a call ends with an error and solves nothing, and says which vector is the first one.
func (s *Scorer) findLarge(ctx context.Context, rows *schema.Encoded, known int) (tooLarge, error) {
	large := tooLarge{}
	for k := 0; k < len(rows.X); {
		end := min(k+tried, len(rows.X))
		var condition [][]float64
		if len(rows.Condition) > 0 {
			condition = append(slices.Clone(rows.Condition[k:end]), rows.Condition[known])
		}
		_, err := s.logProb(ctx, append(slices.Clone(rows.X[k:end]), rows.X[known]), condition)
		bad := asLarge(err, end-k+1)
		switch {
		case bad == nil && err != nil:
			return large, err
		case bad == nil || bad.Row == end-k:
			k = end
		default:
			k += bad.Row
			large[k] = fmt.Sprintf("not solved: %g is too large for %s", bad.Value, bad.Dtype)
			k++
		}
	}
	return large, nil
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
