// Requests: what can go with a batch beyond its data, one type for each method.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
)

// LogProbRequest is what can go with LogProbWith; nil is the zero value.
type LogProbRequest struct {
	Condition [][]float64 // R×C, for conditional flows; a single row stands for every row
	Probes    [][]float64 // R×(k·D): k vectors ε one after another; nil: drawn from ProbeSeed and the row's place in the batch. Of a stack of F flows R×(F·k·D), from the base to the data
	ProbeSeed uint64      // of the drawn probes
	Certify   bool        // Density.Certificate too, which takes two to three times as long
}

// MeanRequest is what can go with MeanLogProb; nil is the zero value.
type MeanRequest struct {
	Condition, Probes [][]float64 // as in LogProbRequest
	ProbeSeed         uint64      // as in LogProbRequest
	MaxError          float64     // error bound above which there is no mean, nats; 0: DefaultMaxError; +Inf: none
}

// GradientRequest is what can go with GradientWith and LossAt; nil is the zero value.
type GradientRequest struct {
	Condition, Probes [][]float64                 // as in LogProbRequest
	ProbeSeed         uint64                      // of the drawn probes: change it from one training step to the next
	Settings          *integrate.GradientSettings // the method; nil: the flow's
}

// SampleRequest is what can go with SampleWith; nil is the zero value.
type SampleRequest struct {
	Condition [][]float64 // n×C, for conditional flows; a single row stands for every sample
	LogProb   bool        // log-densities of the samples too
	Probes    [][]float64 // n×(k·D), for LogProb by an estimated trace: as in LogProbRequest
	ProbeSeed uint64      // of the drawn probes
}

// request is what a flow's solves take from any of them.
type request struct {
	condition, probes [][]float64
	probeSeed         uint64
	method            *integrate.GradientSettings // of a gradient
}

// orZero is what a pointer points to, and the zero value for nil.
func orZero[R any](r *R) R {
	if r == nil {
		var zero R
		return zero
	}
	return *r
}

// check compares the request with what a flow takes, and with the number of rows.
func (r *request) check(f *Flow, rows, probes int) error {
	if err := checkCondition(r.condition, f.set.cond, rows); err != nil {
		return err
	}
	dtype := f.field.Params().Dtype()
	if err := f.conditions.checkSize("condition", r.condition, dtype); err != nil {
		return err
	}
	if r.probes == nil || probes == 0 {
		return nil
	}
	if err := checkSameRows("probes", r.probes, rows, probes); err != nil {
		return err
	}
	return CheckSize("probes", r.probes, dtype, nil, nil)
}

// checkCondition compares conditions with the width that a flow takes and the number of rows.
func checkCondition(condition [][]float64, width, rows int) error {
	switch {
	case width == 0 && condition == nil:
		return nil
	case width == 0:
		return errors.Wrap(ErrCondition, "the field takes no condition, but one was given")
	case condition == nil:
		return errors.Wrapf(ErrCondition, "the field takes a condition of %d columns, and none was given", width)
	case len(condition) == 1:
		return CheckRows("condition", condition, width)
	}
	return checkSameRows("condition", condition, rows, width)
}

// conditionRow is the condition of row i.
func (r *request) conditionRow(i int) []float64 {
	if len(r.condition) == 1 {
		return r.condition[0]
	}
	return r.condition[i]
}

// part is the request of rows lo … hi of the batch.
func (r *request) part(lo, hi int) *request {
	own := *r
	if len(r.condition) > 1 {
		own.condition = r.condition[lo:hi]
	}
	if r.probes != nil {
		own.probes = r.probes[lo:hi]
	}
	return &own
}
