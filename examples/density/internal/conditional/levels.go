// The probabilities of a class.

package conditional

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// sure is the largest bound of the error of log p, in nats, with which probabilities of levels mean anything.
const sure = 1

// levels is the probability of each level of a class, given the rest: p(level)·p(rest | level) divided by their sum.
// That the value is missing is a level too where the model has it.
func (q *Question) levels(ctx context.Context) (*Answer, error) {
	c := q.of[0].column
	names, logProb := table.NewTexts(c.Name, c.Levels...), table.NewNumbers(logProbName)
	if c.Missing == schema.Mask {
		names.AppendMissing()
	}
	all, bound := math.Inf(-1), 0.0
	for i := range names.Len() {
		v, b, err := q.level(ctx, names, i)
		if err != nil {
			return nil, err
		}
		logProb.AppendNumber(v)
		all, bound = elementary.LogAdd(all, v), math.Max(bound, b)
	}
	if !(bound <= sure) {
		return nil, errors.Errorf("the probabilities of %s cannot be told: log p of what is given is %.6g, with an error of up to %.2g; it is far from all data, or the solver too coarse", c.Name, all, bound)
	}
	for i := range logProb.Numbers {
		logProb.Numbers[i] -= all
	}
	rows, err := table.New(names, logProb)
	return &Answer{Rows: rows, LogGiven: all, Bound: bound}, err
}

// level is log p of a level and what is given, and the largest bound of its error over the draws.
func (q *Question) level(ctx context.Context, names *table.Column, i int) (logProb, bound float64, err error) {
	e, err := q.encode(names, i)
	if err != nil {
		return 0, 0, err
	}
	values, bound, err := q.certified(ctx, e)
	if err != nil {
		return 0, 0, err
	}
	logProb = math.Inf(-1)
	for k, v := range values {
		logProb = elementary.LogAdd(logProb, v+e.LogJacobian[k]-math.Log(float64(len(values))))
	}
	return logProb, bound, nil
}
