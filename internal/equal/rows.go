// Package equal finds equal rows, and tells whether they are equal since rows have been copied: as in a table that is appended
// to itself, or where some rows are drawn more often for balance.
package equal

import (
	"context"
	"encoding/binary"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// Rows lists the rows that are equal, each list in order, and the lists in the order of their first rows. Its error is ctx's.
func Rows(ctx context.Context, x [][]float64) (same [][]int, err error) {
	at := make(map[string]int, len(x))
	var key []byte
	for i, row := range x {
		if err := parallel.Ended(ctx, i); err != nil {
			return nil, err
		}
		key = key[:0]
		for _, v := range row {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v+0)) // -0 + 0 is 0
		}
		k, known := at[string(key)]
		if !known {
			k = len(same)
			at[string(key)], same = k, append(same, nil)
		}
		same[k] = append(same[k], i)
	}
	return same, nil
}

// AreFew says whether different rows are few and each is there many times, as rows of a city are: there are fewer of them than
// the square of these times.
func AreFew(rows int, same [][]int) bool {
	each := float64(rows) / float64(len(same))
	return float64(len(same)) < each*each
}

// AreTold says whether two columns with a density tell nearly all different rows apart, nine in ten at least. Other rows may be
// equal since their values are few. The error is ctx's.
func AreTold(ctx context.Context, x [][]float64, same [][]int, hasDensity func(column int) bool) (are bool, err error) {
	values, telling := make([]float64, len(same)), 0
	for j := range x[0] {
		if err := ctx.Err(); err != nil {
			return false, errors.WithStack(err)
		}
		if !hasDensity(j) {
			continue
		}
		values = values[:len(same)]
		for k, rows := range same {
			values[k] = x[rows[0]][j]
		}
		slices.Sort(values)
		if 10*len(slices.Compact(values)) >= 9*len(same) {
			if telling++; telling == 2 {
				return true, nil
			}
		}
	}
	return false, nil
}
