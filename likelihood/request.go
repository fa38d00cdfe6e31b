// Request: the options of a call with rows, and the request for a part of the rows.

package likelihood

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// request is what a flow's solves need of the public requests.
type request struct {
	condition, probes [][]float64
	probeSeed         uint64
	first             int                         // index of the first row, for which probes are drawn
	indices           []int                       // indices of the rows, if they are not consecutive
	steps             int                         // equal steps of a log-density; 0: the steps of the flow's solver
	method            *integrate.GradientSettings // method of a gradient
	weights           []float64                   // weights of the rows of a gradient
	target            func(x, c [][]float64) (logDensity []float64, gradient [][]float64)
}

// rowsAre names the rows of a gradient in errors: data or points of the base.
func (r *request) rowsAre() string {
	if r.target != nil {
		return "base points"
	}
	return "data"
}

// errTargetOfMany refuses a target for a model without a single field.
func errTargetOfMany(who string) error {
	return errors.Wrapf(ErrSettings, "a Target with %s, want a flow of one field", who)
}

// conditionRow is the condition of row i.
func (r *request) conditionRow(i int) []float64 {
	if len(r.condition) == 1 {
		return r.condition[0]
	}
	return r.condition[i]
}

// conditionRows are the conditions of rows lo … hi−1; nil without conditions.
func (r *request) conditionRows(lo, hi int) [][]float64 {
	if len(r.condition) != 1 {
		return r.condition[min(lo, len(r.condition)):min(hi, len(r.condition))]
	}
	return slices.Repeat(r.condition, hi-lo)
}

// index returns the index for which the probes of row i are drawn.
func (r *request) index(i int) int {
	if r.indices != nil {
		return r.indices[i]
	}
	return r.first + i
}

// pick returns the request for some rows of the batch, with so many equal steps; for nil, all rows.
func (r *request) pick(rows []int, steps int) *request {
	own := *r
	if own.steps = steps; rows == nil {
		return &own
	}
	own.indices = rows
	own.condition = conditionsOf(r.condition, rows)
	if r.probes != nil {
		own.probes = pick(r.probes, rows)
	}
	return &own
}

// conditionsOf are the conditions of some rows of the batch.
func conditionsOf(condition [][]float64, rows []int) [][]float64 {
	if len(condition) <= 1 {
		return condition
	}
	return pick(condition, rows)
}

// pick returns some elements of a list; for nil, all.
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

// part returns the request for rows lo … hi−1 of the batch.
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

// shares are the weights of the rows of the request's batch.
func (r *request) shares(rows int) numeric.Shares {
	return numeric.Shares{Weights: r.weights, Rows: rows}
}
