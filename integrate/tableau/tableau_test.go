// The ready methods against their order conditions in exact arithmetic, and tableaux that are refused.

package tableau

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
)

// ElementaryWeights returns Φ_i(τ) = Π_children Σ_j a_ij Φ_j(child) for each stage i.
func ElementaryWeights(a [][]*big.Rat, τ *trees.Tree) []*big.Rat {
	phi := make([]*big.Rat, len(a))
	for i := range phi {
		phi[i] = big.NewRat(1, 1)
	}
	for _, child := range τ.Children {
		below := ElementaryWeights(a, child)
		for i, row := range a {
			phi[i].Mul(phi[i], dot(row, below))
		}
	}
	return phi
}

func dot(x, y []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for i := range x {
		sum.Add(sum, new(big.Rat).Mul(x[i], y[i]))
	}
	return sum
}

// satisfied returns the highest order up to which the weights b meet every condition Σ b_i Φ_i(τ) = 1/γ(τ) to within slack.
func satisfied(a [][]*big.Rat, b []*big.Rat, rooted [][]*trees.Tree, slack *big.Rat) int {
	for order := 1; order < len(rooted); order++ {
		for _, τ := range rooted[order] {
			residual := dot(b, ElementaryWeights(a, τ))
			residual.Sub(residual, big.NewRat(1, τ.Density))
			if residual.Abs(residual).Cmp(slack) > 0 {
				return order - 1
			}
		}
	}
	return len(rooted) - 1
}

// TestOrderConditions: each method and each embedded method has its order and no higher order, in exact rational
// arithmetic.
func TestOrderConditions(t *testing.T) {
	rooted := trees.Rooted(9)
	for _, tab := range All {
		if tab.exact == nil {
			continue // a Rosenbrock method, whose coefficients are published rounded
		}
		t.Run(tab.Name, func(t *testing.T) {
			exact, slack := tab.exact, new(big.Rat)
			if exact.decimals {
				slack.SetString("1e-25") // 30 digits, magnified by entries of up to 44
			}
			var a [][]*big.Rat
			for i, row := range exact.a {
				r := rationals(row)
				a = append(a, r)
				sum := new(big.Rat).Neg(rationals(exact.c)[i])
				for _, x := range r {
					sum.Add(sum, x)
				}
				if sum.Abs(sum).Cmp(slack) > 0 {
					t.Errorf("row %d does not sum to its abscissa", i)
				}
			}
			b := rationals(exact.b)
			if got := satisfied(a, b, rooted[:tab.Order+2], slack); got != tab.Order {
				t.Errorf("order %d, want %d", got, tab.Order)
			}
			quadratures := rationals(exact.bQuad)
			if quadratures != nil {
				if got := satisfied(a, quadratures, rooted[:tab.Order+2], slack); got != tab.Order-1 {
					t.Errorf("order %d of quadratures, want %d", got, tab.Order-1)
				}
				hat := difference(quadratures, exact.errorWeights())
				if got := satisfied(a, hat, rooted[:tab.EmbeddedOrder+2], slack); got != tab.EmbeddedOrder {
					t.Errorf("embedded order %d of quadratures, want %d", got, tab.EmbeddedOrder)
				}
			}
			embedded := func(weights []*big.Rat, want int) {
				if weights == nil {
					return
				}
				hat := difference(rationals(exact.b), weights)
				if got := satisfied(a, hat, rooted[:want+2], slack); got != want {
					t.Errorf("embedded order %d, want %d", got, want)
				}
			}
			embedded(exact.errorWeights(), tab.EmbeddedOrder)
			embedded(exact.lowErrorWeights(), tab.EmbeddedOrderLow)
		})
	}
}

func TestValidateAcceptsTheReadyMethods(t *testing.T) {
	for _, tab := range All {
		if err := tab.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// TestValidateRefuses: Validate refuses a sound tableau with one broken coefficient, and names the stage of the
// coefficient.
func TestValidateRefuses(t *testing.T) {
	sound := func() *Tableau {
		return &Tableau{Name: "broken", Order: 2, EmbeddedOrder: 1, A: [][]float64{{}, {1}},
			B: []float64{0.5, 0.5}, BErr: []float64{-0.5, 0.5}, C: []float64{0, 1}}
	}
	if err := sound().Validate(); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		row   int
		spoil func(*Tableau)
	}{
		"no stages":         {-1, func(t *Tableau) { t.B = nil }},
		"implicit":          {1, func(t *Tableau) { t.A[1] = []float64{0.5, 0.5} }},
		"before the step":   {1, func(t *Tableau) { t.A[1], t.C[1], t.B = []float64{-0.5}, -0.5, []float64{2, -1} }},
		"after the step":    {1, func(t *Tableau) { t.A[1], t.C[1], t.B = []float64{2}, 2, []float64{0.75, 0.25} }},
		"row sum":           {1, func(t *Tableau) { t.C[1] = 0.9 }},
		"inconsistent":      {-1, func(t *Tableau) { t.B[0] = 0.4 }},
		"not a number":      {-1, func(t *Tableau) { t.B[0] = math.NaN() }},
		"error sum":         {-1, func(t *Tableau) { t.BErr[0] = 0.5 }},
		"error length":      {-1, func(t *Tableau) { t.BErr = []float64{0} }},
		"abscissae missing": {-1, func(t *Tableau) { t.C = nil }},
		"order":             {-1, func(t *Tableau) { t.Order = 0 }},
		"embedded order":    {-1, func(t *Tableau) { t.EmbeddedOrder = 0 }},
	}
	for name, c := range cases {
		tab := sound()
		c.spoil(tab)
		err := tab.Validate()
		if at := fmt.Sprintf(", stage %d: ", c.row); !errors.Is(err, ErrTableau) || strings.Contains(err.Error(), ", stage ") != (c.row >= 0) || c.row >= 0 && !strings.Contains(err.Error(), at) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCoefficientsOfNoUse: Validate refuses a coefficient that is infinite, NaN or so large that sums with it have no
// digits left, in any list of the tableau.
func TestCoefficientsOfNoUse(t *testing.T) {
	for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN(), 1e300} {
		for _, tab := range []*Tableau{Dopri5, DOP853, Rodas5P} {
			for place, list := range map[string]func(*Tableau) *[]float64{
				"A": func(t *Tableau) *[]float64 { return &t.A[2] }, "B": func(t *Tableau) *[]float64 { return &t.B },
				"C": func(t *Tableau) *[]float64 { return &t.C }, "BErr": func(t *Tableau) *[]float64 { return &t.BErr },
			} {
				broken := *tab
				broken.A = slices.Clone(tab.A)
				x := list(&broken)
				*x = slices.Clone(*x)
				(*x)[1] = bad
				if place == "A" { // the row sum still equals its abscissa
					broken.C = slices.Clone(tab.C)
					broken.C[2] = bad
				}
				if err := broken.Validate(); !errors.Is(err, ErrTableau) {
					t.Errorf("%s with %g in %s: %v", tab.Name, bad, place, err)
				}
			}
		}
	}
}

// TestQuadratureWeightsRefused: Validate refuses weights of quadratures that are of another length, do not sum to 1 or
// miss a condition of their order, and those beside an interpolant or of a Rosenbrock method.
func TestQuadratureWeightsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		tab     *Tableau
		weights []float64
	}{
		"length":       {Sparse4, []float64{1}},
		"sum":          {Sparse4, []float64{1. / 6, 0, 2. / 3, 0, 1. / 3}},
		"order":        {Sparse4, []float64{1. / 4, 0, 1. / 2, 0, 1. / 4}}, // the trapezoidal rule of half the step, of order 2
		"interpolant":  {Sparse5, Sparse5.B},
		"implicit":     {Rodas4, Rodas4.B},
		"not a number": {Sparse4, []float64{math.NaN(), 0, 2. / 3, 0, 1. / 6}},
	} {
		broken := *c.tab
		broken.BQuadrature = c.weights
		if err := broken.Validate(); !errors.Is(err, ErrTableau) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
