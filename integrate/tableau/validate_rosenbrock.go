// Validation of Rosenbrock methods.

package tableau

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
)

// validateRosenbrock is Validate for linearly implicit methods.
func (t *Tableau) validateRosenbrock() error {
	if err := t.validateShape(); err != nil {
		return err
	}
	r, s := t.Rosenbrock, len(t.B)
	if t.BQuadrature != nil {
		return t.fail(-1, "BQuadrature is for explicit methods")
	}
	if !(r.Gamma > 0) || math.IsInf(r.Gamma, 0) {
		return t.fail(-1, "γ is %g; it must be positive", r.Gamma)
	}
	if len(r.Coupling) != s || len(r.TimeWeights) != s {
		return t.fail(-1, "%d stages but %d rows of Coupling and %d TimeWeights", s, len(r.Coupling), len(r.TimeWeights))
	}
	for i, row := range r.Coupling {
		if len(row) != i {
			return t.fail(i, "its row of Coupling has %d entries, want %d", len(row), i)
		}
	}
	if n := len(r.Dense); n != 0 && n != 2 && n != 3 {
		return t.fail(-1, "Dense has %d rows; want 2 or 3", n)
	}
	for _, row := range r.Dense {
		if len(row) != s {
			return t.fail(-1, "a row of Dense has %d weights, want %d", len(row), s)
		}
	}
	return t.validateClassical()
}

// rosenbrockSlack bounds the round-off in sums of transformed coefficients. Their published values have 16 digits and
// reach into the hundreds.
const rosenbrockSlack = 1e-10

func (t *Tableau) validateClassical() error {
	c := rosenbrock.Invert(t.Rosenbrock.Gamma, t.Rosenbrock.Coupling, t.A, t.B, t.BErr)
	for i := range len(t.B) {
		if got := total(c.Alpha[i]); !(math.Abs(got-t.C[i]) <= rosenbrockSlack) {
			return t.fail(i, "its row of α = AΓ sums to %g, its abscissa is %g", got, t.C[i])
		}
		if got, want := total(c.Gamma[i]), t.Rosenbrock.TimeWeights[i]; !(math.Abs(got-want) <= rosenbrockSlack) {
			return t.fail(i, "its row of Γ sums to %g, its time weight is %g", got, want)
		}
	}
	if got := total(c.B); !(math.Abs(got-1) <= rosenbrockSlack) {
		return t.fail(-1, "not consistent: the weights BᵀΓ sum to %g, not to 1", got)
	}
	if got := total(c.BErr); !(math.Abs(got) <= rosenbrockSlack) {
		return t.fail(-1, "the error weights sum to %g, not to 0", got)
	}
	if err := t.validateOrders(); err != nil {
		return err
	}
	return t.checkRosenbrockOrders(c)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}
