package likelihood

import (
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/pkg/errors"
)

// Request is what can go with a batch beyond its data. nil is the zero value.
type Request struct {
	Condition [][]float64 // R×C, for conditional flows; a single row stands for every row
	Probes    [][]float64 // R×(k·D): Hutchinson's ε, k vectors one after another; nil: drawn from ProbeSeed and the row's place in the batch
	ProbeSeed uint64      // of the drawn probes: change it from one training step to the next
	LogProb   bool        // SampleWith: log-densities of the samples too
	Certify   bool        // LogProbWith: Density.Certificate too, which takes two to three times as long
	MaxError  float64     // MeanLogProb: error bound above which there is no mean, nats; 0: DefaultMaxError; +Inf: none

	Gradient *integrate.GradientSettings // GradientWith: method; nil: the flow's
}

func orZero(r *Request) *Request {
	if r == nil {
		return &Request{}
	}
	return r
}

// check compares the request with the flow and the number of rows.
func (r *Request) check(f *Flow, rows, probeWidth int) error {
	if err := r.checkCondition(f.set.cond, rows); err != nil {
		return err
	}
	dtype := f.field.Params().Dtype()
	if err := f.conditions.checkSize("condition", r.Condition, dtype); err != nil {
		return err
	}
	if r.Probes == nil || probeWidth == 0 {
		return nil
	}
	if err := checkSameRows("probes", r.Probes, rows, probeWidth); err != nil {
		return err
	}
	return CheckSize("probes", r.Probes, dtype, nil, nil)
}

func (r *Request) checkCondition(width, rows int) error {
	switch {
	case width == 0 && r.Condition == nil:
		return nil
	case width == 0:
		return errors.Wrap(ErrCondition, "the field takes no condition, but one was given")
	case r.Condition == nil:
		return errors.Wrapf(ErrCondition, "the field takes a condition of %d columns, and none was given", width)
	case len(r.Condition) == 1:
		return CheckRows("condition", r.Condition, width)
	}
	return checkSameRows("condition", r.Condition, rows, width)
}

// conditionRow is the condition of row i.
func (r *Request) conditionRow(i int) []float64 {
	if len(r.Condition) == 1 {
		return r.Condition[0]
	}
	return r.Condition[i]
}
