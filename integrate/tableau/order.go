package tableau

import (
	"fmt"
	"math"
)

// OrderError says which order condition a Tableau of a claimed order does not meet:
// Σ_i b_i Φ_i(tree) must be 1/γ(tree) for every rooted tree of at most as many vertices
// (Hairer, Nørsett, Wanner, Solving ODEs I, II.2, Theorem 2.13).
type OrderError struct {
	Name string
	// Weights says which solution it is: "solution", "embedded solution", "second embedded
	// solution", or "θ^n of the interpolant".
	Weights string
	// Claimed is the order it should have, Order that of the condition.
	Claimed, Order int
	// Tree is the rooted tree of the condition: τ a leaf, [t₁t₂…] a root with subtrees.
	Tree string
	// Got is the sum and Want what it should be.
	Got, Want float64
}

func (e *OrderError) Error() string {
	return fmt.Sprintf("tableau %q: the %s should have order %d, but the condition of order %d of the tree %s gives %.9g, not %.9g",
		e.Name, e.Weights, e.Claimed, e.Order, e.Tree, e.Got, e.Want)
}

// Is makes errors.Is(err, ErrTableau) true.
func (e *OrderError) Is(target error) bool { return target == ErrTableau }

// conditions checks weights against the order conditions of one method.
type conditions struct {
	name            string
	sums, magnitude *elementary
	slack           float64 // relative to the sum of the magnitudes
}

func (t *Tableau) conditions(a, single [][]float64, slack float64) *conditions {
	e := newElementary(a, single)
	return &conditions{name: t.Name, sums: e, magnitude: e.magnitudes(), slack: slack}
}

// meet reports the first condition, up to the order claimed, that weights do not meet. With
// power p ≥ 0 they are those of θ^(p+1) of an interpolant: their sums are 1/γ for the trees of
// that order, 0 for the others.
func (c *conditions) meet(what string, weights []float64, claimed, power int) error {
	positive := absolute([][]float64{weights})[0]
	for order := 1; order <= min(claimed, highestChecked); order++ {
		for _, τ := range treesToCheck()[order] {
			want := 1 / float64(τ.Density)
			if power >= 0 && power+1 != order {
				want = 0
			}
			got := inner(weights, c.sums.of(τ))
			if !(math.Abs(got-want) <= c.slack*(1+inner(positive, c.magnitude.of(τ)))) {
				return &OrderError{Name: c.name, Weights: what, Claimed: claimed, Order: order, Tree: τ.String(), Got: got, Want: want}
			}
		}
	}
	return nil
}

// solutions checks the solution and those that are embedded.
func (c *conditions) solutions(t *Tableau, b, bErr, bErrLow []float64) error {
	if err := c.meet("solution", b, t.Order, -1); err != nil {
		return err
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

// orderSlack bounds the round-off in an order condition, a sum of products of coefficients
// with 16 digits, relative to that of their magnitudes.
const orderSlack = 1e-14

// denseSlack does so for interpolants: the published decimals of DOP853's meet their conditions
// to 1e-10, of terms up to 400.
const denseSlack = 1e-12

// checkOrders refuses orders that are not there.
func (t *Tableau) checkOrders() error {
	return t.conditions(t.A, t.A, orderSlack).solutions(t, t.B, t.BErr, t.BErrLow)
}

// checkDenseOrder does so for the interpolant.
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

// checkRosenbrockOrders does so for a linearly implicit method.
func (t *Tableau) checkRosenbrockOrders(c *Classical) error {
	n := t.Stages()
	a, both := make([][]float64, n), make([][]float64, n)
	for i := range n {
		a[i] = c.Alpha.RawRowView(i)
		for j := range n {
			both[i] = append(both[i], c.Alpha.At(i, j)+c.Gamma.At(i, j))
		}
	}
	return t.conditions(a, both, rosenbrockSlack).solutions(t, c.B, c.BErr, nil)
}
