// The order conditions.

package tableau

import (
	"fmt"
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
)

// highestChecked is the highest order that Validate checks: there are 719 trees of order 10.
const highestChecked = 10

var treesToCheck = sync.OnceValue(func() [][]*trees.Tree { return trees.Rooted(highestChecked) })

// conditions checks weights against the order conditions of one method: Σ_i b_i Φ_i(tree) must be
// 1/γ(tree) for every rooted tree of at most as many vertices as the order (Hairer, Nørsett,
// Wanner, Solving ODEs I, II.2, Theorem 2.13).
type conditions struct {
	name            string
	sums, magnitude *trees.Elementary
	slack           float64 // relative to the sum of the magnitudes
}

func (t *Tableau) conditions(a, single [][]float64, slack float64) *conditions {
	e := trees.NewElementary(a, single)
	return &conditions{name: t.Name, sums: e, magnitude: e.Magnitudes(), slack: slack}
}

// meet returns an error for the first condition, up to the claimed order, that weights do not meet. With power p ≥ 0
// they are the weights of θ^(p+1) in an interpolant: their sums must be 1/γ for the trees of order p+1, 0 for the
// others.
func (c *conditions) meet(what string, weights []float64, claimed, power int) error {
	positive := trees.Absolute([][]float64{weights})[0]
	for order := 1; order <= min(claimed, highestChecked); order++ {
		for _, τ := range treesToCheck()[order] {
			want := 1 / float64(τ.Density)
			if power >= 0 && power+1 != order {
				want = 0
			}
			got := trees.Inner(weights, c.sums.Of(τ))
			if !(math.Abs(got-want) <= c.slack*(1+trees.Inner(positive, c.magnitude.Of(τ)))) {
				return fail(c.name, -1, "the %s should have order %d, but the condition of order %d of the tree %v gives %.9g, not %.9g", what, claimed, order, τ, got, want)
			}
		}
	}
	return nil
}

// solutions checks the solution and the embedded solutions.
func (c *conditions) solutions(t *Tableau, b, bErr, bErrLow []float64) error {
	if err := c.meet("solution", b, t.Order, -1); err != nil {
		return err
	}
	if t.BQuadrature != nil {
		if err := c.meet("solution of quadratures", t.BQuadrature, t.Order-1, -1); err != nil {
			return err
		}
	}
	if bErr != nil {
		if err := c.meet("embedded solution", less(b, bErr), t.EmbeddedOrder, -1); err != nil {
			return err
		}
	}
	if bErrLow != nil {
		return c.meet("second embedded solution", less(b, bErrLow), t.EmbeddedOrderLow, -1)
	}
	return nil
}

func less(a, b []float64) (out []float64) {
	for i := range a {
		out = append(out, a[i]-b[i])
	}
	return out
}

// orderSlack bounds the round-off in an order condition, a sum of products of coefficients with 16 digits, relative to
// the sum of the products' magnitudes.
const orderSlack = 1e-14

// denseSlack is orderSlack for interpolants: the published decimals of DOP853's interpolant meet their conditions to
// 1e-10, in sums with terms up to 400.
const denseSlack = 1e-12

// checkOrders refuses a tableau whose solutions do not have the orders that it claims.
func (t *Tableau) checkOrders() error {
	return t.conditions(t.A, t.A, orderSlack).solutions(t, t.B, t.BErr, t.BErrLow)
}

// checkDenseOrder is checkOrders for the interpolant.
func (t *Tableau) checkDenseOrder() error {
	in := t.Dense
	rows := append(append([][]float64(nil), t.A...), in.A...)
	c := t.conditions(rows, rows, denseSlack)
	for p := range in.degree() {
		weights := make([]float64, len(in.Weights))
		for i, row := range in.Weights {
			weights[i] = row[p]
		}
		if err := c.meet(fmt.Sprintf("θ^%d of the interpolant", p+1), weights, in.Order, p); err != nil {
			return err
		}
	}
	return nil
}

// checkRosenbrockOrders is checkOrders for a Rosenbrock method.
func (t *Tableau) checkRosenbrockOrders(c *rosenbrock.Classical) error {
	n := len(t.B)
	a, both := make([][]float64, n), make([][]float64, n)
	for i := range n {
		a[i] = c.Alpha[i]
		for j := range n {
			both[i] = append(both[i], c.Alpha[i][j]+c.Gamma[i][j])
		}
	}
	return t.conditions(a, both, rosenbrockSlack).solutions(t, c.B, c.BErr, nil)
}
