// The integral of a whole density, which is known, as a check.

package conditional

import (
	"math"
	"strings"

	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// wrong is the largest error of the logarithm of a known integral: more than solves have, less than a missed ridge causes.
const wrong = 0.05

// checkAll refuses an integral over all variables that is not the probability of the classes that are given: then the
// density has ridges between the points of each grid, and the answer is meaningless. If other variables are given, the
// integral is not known: known is false.
func (q *Question) checkAll(given *schema.Encoded, logIntegral float64) (known bool, err error) {
	for _, c := range q.Schema.Columns {
		if c.Role == schema.Variable && c.Kind != schema.LeftOut && c.Kind != schema.Constant && c.Kind != schema.Duplicate && !q.asks(c) {
			return false, nil
		}
	}
	if off := logIntegral - q.others(given, 0); math.Abs(off) > wrong {
		return true, errors.Errorf("the density of %s integrates to %.3g times what it has to: it has ridges between the points of every grid that was tried", strings.Join(q.Of, ", "), math.Exp(off))
	}
	return true, nil
}

func (q *Question) asks(c *schema.Column) bool {
	for _, a := range q.of {
		if a.column == c {
			return true
		}
	}
	return false
}
