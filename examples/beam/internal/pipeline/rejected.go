// The rows without a finite log-density, written to files.

package pipeline

import (
	"cmp"
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
)

// rejectFn writes the rejected rows of a piece in the order of the rows, though they arrive in any order.
type rejectFn struct{ Out string }

// ProcessElement writes a CSV file with the reasons.
func (f *rejectFn) ProcessElement(ctx context.Context, piece string, next func(*score.Bad) bool) error {
	var all []score.Bad
	var one score.Bad
	for next(&one) {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b score.Bad) int { return cmp.Compare(a.Row, b.Row) })
	return written(ctx, within(f.Out, "rejected", piece+".csv"), func(file string) (bool, error) { return true, score.WriteBad(file, all) })
}
