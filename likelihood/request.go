// Request: what goes with the rows of a call, and parts of it.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// request is what a flow's solves take from any of them.
type request struct {
	condition, probes [][]float64
	probeSeed         uint64
	first             int                         // place of the first row among those that probes are drawn for
	places            []int                       // of each row, where they are not one after another
	steps             int                         // equal steps of a log-density; 0: as the flow's solver takes them
	method            *integrate.GradientSettings // of a gradient
	weights           []float64                   // of its rows
	target            func(x []float64) (logDensity float64, gradient []float64)
}

// rowsAre says what the rows of a gradient are, for errors.
func (r *request) rowsAre() string {
	if r.target != nil {
		return "base points"
	}
	return "data"
}

// errTargetOfMany refuses a target where there is not one field.
func errTargetOfMany(who string) error {
	return errors.Wrapf(ErrSettings, "a Target with %s, want a flow of one field", who)
}

// orZero is what a pointer points to, and the zero value for nil.
func orZero[R any](r *R) R {
	if r == nil {
		var zero R
		return zero
	}
	return *r
}

// conditionRow is the condition of row i.
func (r *request) conditionRow(i int) []float64 {
	if len(r.condition) == 1 {
		return r.condition[0]
	}
	return r.condition[i]
}

// place is that of row i, which its probes are drawn for.
func (r *request) place(i int) int {
	if r.places != nil {
		return r.places[i]
	}
	return r.first + i
}

// pick is the request of some rows of the batch, by so many equal steps; nil for all rows.
func (r *request) pick(rows []int, steps int) *request {
	own := *r
	if own.steps = steps; rows == nil {
		return &own
	}
	own.places = rows
	if len(r.condition) > 1 {
		own.condition = pick(r.condition, rows)
	}
	if r.probes != nil {
		own.probes = pick(r.probes, rows)
	}
	return &own
}

// pick are some elements of a list; nil for all.
func pick[E any](list []E, rows []int) []E {
	if rows == nil {
		return list
	}
	some := make([]E, len(rows))
	for k, row := range rows {
		some[k] = list[row]
	}
	return some
}

// part is the request of rows lo … hi of the batch.
func (r *request) part(lo, hi int) *request {
	own := *r
	own.first += lo
	if len(r.condition) > 1 {
		own.condition = r.condition[lo:hi]
	}
	if r.probes != nil {
		own.probes = r.probes[lo:hi]
	}
	if r.weights != nil {
		own.weights = r.weights[lo:hi]
	}
	return &own
}

// shares are those of the rows of the request's batch.
func (r *request) shares(rows int) numeric.Shares {
	return numeric.Shares{Weights: r.weights, Rows: rows}
}
