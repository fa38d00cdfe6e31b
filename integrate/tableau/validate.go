// Validation of tableaux.

package tableau

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// tableauSlack bounds the round-off in a sum of coefficients printed with 16
// digits, relative to the sum of their magnitudes.
const tableauSlack = 1e-13

// ErrTableau marks a tableau that is not a consistent method of the order it claims.
var ErrTableau = errors.New("integrate: not a consistent Runge–Kutta tableau")

// Validate refuses a tableau that is no consistent method of its order. Its error Is ErrTableau and names the
// stage or the order condition. It checks that lengths agree, that rows of A are strictly lower triangular and sum to
// the abscissae, that these lie between 0 and 1, that Σb = 1 (consistency) and that error weights sum to zero. It checks
// the orders of the solution, of embedded solutions and of the interpolant, up to order 10. Coefficients need all their
// digits.
func (t *Tableau) Validate() (err error) {
	defer graph.Recover("integrate: Tableau.Validate", &err)
	if t == nil {
		return fail("nil", -1, "there is none")
	}
	if t.Rosenbrock != nil {
		return t.validateRosenbrock()
	}
	if err := t.validateShape(); err != nil {
		return err
	}
	for i, row := range t.A {
		if sum, slack := sumOf(row); !(math.Abs(sum-t.C[i]) <= slack) {
			return t.fail(i, "its row of A sums to %g, its abscissa is %g", sum, t.C[i])
		}
	}
	if sum, slack := sumOf(t.B); !(math.Abs(sum-1) <= slack) {
		return t.fail(-1, "not consistent: the weights B sum to %g, not to 1", sum)
	}
	if sum, slack := sumOf(t.BQuadrature); t.BQuadrature != nil && !(math.Abs(sum-1) <= slack) {
		return t.fail(-1, "not consistent: the weights BQuadrature sum to %g, not to 1", sum)
	}
	for _, weights := range [][]float64{t.BErr, t.BErrLow} {
		if sum, slack := sumOf(weights); !(math.Abs(sum) <= slack) {
			return t.fail(-1, "the error weights sum to %g, not to 0", sum)
		}
	}
	if err := t.validateOrders(); err != nil {
		return err
	}
	if err := t.checkOrders(); err != nil {
		return err
	}
	return t.validateDense()
}

func (t *Tableau) validateShape() error {
	s := len(t.B)
	if s == 0 {
		return t.fail(-1, "it has no stages")
	}
	if len(t.A) != s || len(t.C) != s {
		return t.fail(-1, "%d weights but %d rows and %d abscissae", s, len(t.A), len(t.C))
	}
	for i, row := range t.A {
		if len(row) != i {
			return t.fail(i, "its row of A has %d entries; an explicit method has %d", len(row), i)
		}
	}
	if err := t.validateSizes(); err != nil {
		return err
	}
	if t.BErr != nil && len(t.BErr) != s || t.BErrLow != nil && len(t.BErrLow) != s {
		return t.fail(-1, "the error weights must be %d like the weights", s)
	}
	if t.BQuadrature != nil && (len(t.BQuadrature) != s || t.Dense != nil) {
		return t.fail(-1, "%d weights BQuadrature; there must be %d like the weights, and no interpolant but Hermite's", len(t.BQuadrature), s)
	}
	return nil
}

// largestCoefficient bounds coefficients, so that sums of them keep ten digits and products of many of them stay
// finite. Published methods stay far below.
const largestCoefficient = 1e6

// validateSizes refuses coefficients that are not finite, or so large that sums are lost in their round-off.
func (t *Tableau) validateSizes() error {
	lists := append([][]float64{t.B, t.BQuadrature, t.BErr, t.BErrLow, t.C}, t.A...)
	if in := t.Dense; in != nil {
		lists = append(append(append(lists, in.C), in.A...), in.Weights...)
	}
	if r := t.Rosenbrock; r != nil {
		lists = append(append(append(lists, []float64{r.Gamma}, r.TimeWeights), r.Coupling...), r.Dense...)
	}
	for _, list := range lists {
		for _, v := range list {
			if !(math.Abs(v) <= largestCoefficient) {
				return t.fail(-1, "a coefficient is %g; it must be finite and at most %g in magnitude", v, largestCoefficient)
			}
		}
	}
	return t.validateTimes()
}

// validateTimes refuses abscissae of times outside of the step: at the ends of an interval, and on either side of a jump,
// no right-hand side sees such times.
func (t *Tableau) validateTimes() error {
	times := t.C
	if t.Dense != nil {
		times = append(times[:len(times):len(times)], t.Dense.C...)
	}
	for i, c := range times {
		if c < -tableauSlack || c > 1+tableauSlack {
			return t.fail(i, "its abscissa is %g; it must be from 0 to 1, so that no stage lies outside of the step", c)
		}
	}
	return nil
}

func (t *Tableau) validateOrders() error {
	switch {
	case t.Order < 1:
		return t.fail(-1, "its order is %d; a consistent method has at least 1", t.Order)
	case t.BErr != nil && t.EmbeddedOrder < 1:
		return t.fail(-1, "it has error weights, so EmbeddedOrder must be at least 1")
	case t.BErrLow != nil && (t.BErr == nil || t.EmbeddedOrderLow < 1):
		return t.fail(-1, "a second error estimate needs a first and EmbeddedOrderLow of at least 1")
	}
	return nil
}

func (t *Tableau) fail(stage int, format string, args ...any) error {
	return fail(t.Name, stage, format, args...)
}

// fail is the error for a stage (from 0), or for the tableau as a whole (−1).
func fail(name string, stage int, format string, args ...any) error {
	where := ""
	if stage >= 0 {
		where = fmt.Sprintf(", stage %d", stage)
	}
	return errors.Wrapf(ErrTableau, "tableau %q%s: %s", name, where, fmt.Sprintf(format, args...))
}

// sumOf returns the sum and the round-off allowed in it. A NaN entry makes the
// sum NaN, which no comparison accepts.
func sumOf(x []float64) (sum, slack float64) {
	magnitude := 1.0
	for _, v := range x {
		sum += v
		magnitude += math.Abs(v)
	}
	return sum, tableauSlack * magnitude
}
