// Coefficients of Rosenbrock methods: order conditions, stability, and what is refused.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// rosenbrockWeights returns the Φ_i(τ) of a Rosenbrock method. The child of a vertex contributes through α + γ if it is the
// only child, and through α otherwise (Hairer, Wanner, Solving ODEs II, IV.7, Theorem 7.4).
func rosenbrockWeights(c *rosenbrock.Classical, τ *trees.Tree) []float64 {
	n := len(c.Alpha)
	phi := make([]float64, n)
	for i := range phi {
		phi[i] = 1
	}
	for _, child := range τ.Children {
		below := rosenbrockWeights(c, child)
		for i := range phi {
			sum := 0.0
			for j, v := range below {
				a := c.Alpha[i][j]
				if len(τ.Children) == 1 {
					a += c.Gamma[i][j]
				}
				sum += a * v
			}
			phi[i] *= sum
		}
	}
	return phi
}

// TestRosenbrockOrderConditions: each method and each embedded method has its order and no higher order, up to the digits
// of the published coefficients.
func TestRosenbrockOrderConditions(t *testing.T) {
	trees := trees.Rooted(6)
	order := func(c *rosenbrock.Classical, b []float64) int {
		for order := 1; order < len(trees); order++ {
			for _, τ := range trees[order] {
				residual := -1 / float64(τ.Density)
				for i, v := range rosenbrockWeights(c, τ) {
					residual += b[i] * v
				}
				if math.Abs(residual) > 1e-10 {
					return order - 1
				}
			}
		}
		return len(trees) - 1
	}
	for _, tab := range odetest.Implicit {
		if err := tab.Validate(); err != nil {
			t.Error(err)
		}
		c := method.Classical(tab)
		if got := order(c, c.B); got != tab.Order {
			t.Errorf("%s: order %d, want %d", tab.Name, got, tab.Order)
		}
		embedded := make([]float64, len(c.B))
		for i := range embedded {
			embedded[i] = c.B[i] - c.BErr[i]
		}
		if got := order(c, embedded); got != tab.EmbeddedOrder {
			t.Errorf("%s: embedded order %d, want %d", tab.Name, got, tab.EmbeddedOrder)
		}
	}
}

// TestRosenbrockLStable: the computed step of y' = λy multiplies by R(z) = 1 + z bᵀ(I − zβ)⁻¹𝟙, z = λh. |R| is small far to
// the left and at most 1 on the imaginary axis.
func TestRosenbrockLStable(t *testing.T) {
	for _, tab := range odetest.Implicit {
		for _, z := range []float64{-1e8, -1e4, -30} {
			sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, z) })
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 1, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1}}})
			if got := math.Abs(out.Y[0][0]); !(got < 20/-z) {
				t.Errorf("%s: |R(%g)| = %g, want less than %g", tab.Name, z, got, 20/-z)
			}
		}
		for _, omega := range []float64{0.1, 1, 3, 10, 100, 1e5} {
			sys := &ode.System{Blocks: []ode.Block{{Name: "x", Width: 2}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.MatMul(y[0], b.Const(2, 2, []float64{0, omega, -omega, 0}), false, false)}, b.Err()
			}}
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 1, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1, 0}}})
			if got := math.Hypot(out.Y[0][0], out.Y[0][1]); !(got <= 1+1e-9) {
				t.Errorf("%s: |R(%gi)| = %.12g, want at most 1", tab.Name, omega, got)
			}
		}
	}
}

// TestRosenbrockValidateRefuses: Validate refuses a sound method with one broken coefficient.
func TestRosenbrockValidateRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*tableau.Tableau){
		"gamma":        func(t *tableau.Tableau) { t.Rosenbrock.Gamma = 0 },
		"coupling":     func(t *tableau.Tableau) { t.Rosenbrock.Coupling = t.Rosenbrock.Coupling[:3] },
		"coupling row": func(t *tableau.Tableau) { t.Rosenbrock.Coupling[2] = nil },
		"time weight":  func(t *tableau.Tableau) { t.Rosenbrock.TimeWeights[1] = 0 },
		"abscissa":     func(t *tableau.Tableau) { t.C[2] = 0.3 },
		"weights":      func(t *tableau.Tableau) { t.B[0] = 1 },
		"order":        func(t *tableau.Tableau) { t.Order = 0 },
	} {
		tab, r := *tableau.Rodas4, *tableau.Rodas4.Rosenbrock
		tab.B, tab.C = append([]float64(nil), tab.B...), append([]float64(nil), tab.C...)
		r.TimeWeights, r.Coupling = append([]float64(nil), r.TimeWeights...), append([][]float64(nil), r.Coupling...)
		tab.Rosenbrock = &r
		spoil(&tab)
		if err := tab.Validate(); !errors.Is(err, tableau.ErrTableau) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
