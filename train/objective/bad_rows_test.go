// The rows that errors of a batch name.

package objective_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/objective"
)

// named is the row that an error names; -1 for none.
func named(err error) int {
	one, several := new(likelihood.DataError), new(likelihood.RowsError)
	switch {
	case errors.As(err, &one):
		return one.Row
	case errors.As(err, &several) && len(several.Rows) == 1:
		return several.Rows[0]
	}
	return -1
}

// TestBadRowsByTheirNumbersInTheBatch: every objective refuses what no loss can be computed of, and names the row by its
// number in the batch, whether the whole batch is asked for or a part of it.
func TestBadRowsByTheirNumbersInTheBatch(t *testing.T) {
	for name, spoil := range map[string]func(b *objective.Batch, row int){
		"NaN":                func(b *objective.Batch, row int) { b.X[row][1] = math.NaN() },
		"too large":          func(b *objective.Batch, row int) { b.X[row][1] = 1e200 },
		"width":              func(b *objective.Batch, row int) { b.X[row] = b.X[row][:1] },
		"condition":          func(b *objective.Batch, row int) { b.Condition[row][1] = math.Inf(1) },
		"width of condition": func(b *objective.Batch, row int) { b.Condition[row] = b.Condition[row][:1] },
		"negative weight":    func(b *objective.Batch, row int) { b.Weights[row] = -0.1 },
		"no weight":          func(b *objective.Batch, row int) { b.Weights[row] = math.NaN() },
	} {
		for of, o := range objectives {
			f := newFlow(t, 2, likelihood.Settings{})
			loss, err := o.Bind(f, 5)
			must(t, err)
			for _, part := range [][2]int{{0, 0}, {3, 5}} {
				for _, weighted := range []bool{true, false} {
					b := batch(5)
					spoil(b, 4)
					if !weighted && b.Weights[4] > 0 {
						b.Weights = nil
					}
					b.Lo, b.Hi = part[0], part[1]
					if _, err := loss.Gradient(t.Context(), b); named(err) != 4 {
						t.Errorf("%s, %s, rows %v, weights %t: error %v, want one of row 4", of, name, part, weighted, err)
					}
				}
			}
		}
	}
}

// TestTargetsNameDraws: the draw at which a target has no density is named by its number among all draws of the step.
func TestTargetsNameDraws(t *testing.T) {
	var worst []float64
	target := func(x []float64) (float64, []float64) {
		if fmt.Sprint(x) == fmt.Sprint(worst) {
			return math.NaN(), []float64{0, 0}
		}
		return 0, []float64{0, 0}
	}
	loss, err := objective.Target{LogDensity: func(x []float64) (float64, []float64) {
		worst = append([]float64(nil), x...)
		return 0, []float64{0, 0}
	}}.Bind(newFlow(t, 0, likelihood.Settings{}), 5)
	must(t, err)
	_, err = loss.Gradient(t.Context(), &objective.Batch{N: 5, Lo: 4, Hi: 5})
	must(t, err)
	loss, err = objective.Target{LogDensity: target}.Bind(newFlow(t, 0, likelihood.Settings{}), 5)
	must(t, err)
	for _, lo := range []int{0, 3} {
		if _, err := loss.Gradient(t.Context(), &objective.Batch{N: 5, Lo: lo, Hi: 5}); named(err) != 4 {
			t.Errorf("from draw %d: error %v, want one of draw 4", lo, err)
		}
	}
}
