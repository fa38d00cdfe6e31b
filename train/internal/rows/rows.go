// Package rows gives the rows that an error lists the numbers that the caller knows them by.
package rows

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// Renumber returns err with other numbers for the rows of a *likelihood.RowsError or *likelihood.DataError in it, and says
// what they are rows of. Other errors stay as they are.
func Renumber(err error, what string, number func(row int) int) error {
	var in *likelihood.RowsError
	if errors.As(err, &in) { // before the reasons in it
		return renumbered(err, in, what, number)
	}
	var one *likelihood.DataError
	if !errors.As(err, &one) || one.Cause == likelihood.ErrEmpty {
		return err
	}
	own := *one
	own.Row = number(own.Row)
	return peers.StillTold(errors.WithMessage(&own, what), err)
}

// renumbered is err with other numbers for the rows of in, which is in it, in their order.
func renumbered(err error, in *likelihood.RowsError, what string, number func(row int) int) error {
	if len(in.Reasons) != len(in.Rows) {
		return err
	}
	order := make([]int, len(in.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(number(in.Rows[a]), number(in.Rows[b])) })
	out := &likelihood.RowsError{Total: in.Total}
	for _, i := range order {
		out.Rows, out.Reasons = append(out.Rows, number(in.Rows[i])), append(out.Reasons, in.Reasons[i])
	}
	return peers.StillTold(errors.WithMessage(out, what), err)
}
