package tableau

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
)

// elementaryWeights returns Φ_i(τ) = Π_children Σ_j a_ij Φ_j(child) for each stage i.
func elementaryWeights(a [][]*big.Rat, τ *Tree) []*big.Rat {
	phi := make([]*big.Rat, len(a))
	for i := range phi {
		phi[i] = big.NewRat(1, 1)
	}
	for _, child := range τ.Children {
		below := elementaryWeights(a, child)
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

// TestRootedTrees checks the enumeration against the known counts (OEIS A000081).
func TestRootedTrees(t *testing.T) {
	trees := RootedTrees(8)
	for order, want := range []int{1: 1, 1, 2, 4, 9, 20, 48, 115} {
		if got := len(trees[order]); got != want {
			t.Errorf("order %d: %d trees, want %d", order, got, want)
		}
	}
}

// satisfied returns the highest order up to which the weights b meet every
// condition Σ b_i Φ_i(τ) = 1/γ(τ) to within slack.
func satisfied(a [][]*big.Rat, b []*big.Rat, trees [][]*Tree, slack *big.Rat) int {
	for order := 1; order < len(trees); order++ {
		for _, τ := range trees[order] {
			residual := dot(b, elementaryWeights(a, τ))
			residual.Sub(residual, big.NewRat(1, τ.Density))
			if residual.Abs(residual).Cmp(slack) > 0 {
				return order - 1
			}
		}
	}
	return len(trees) - 1
}

// TestOrderConditions checks in exact rational arithmetic that each method, and
// each embedded one, has its order and no higher.
func TestOrderConditions(t *testing.T) {
	trees := RootedTrees(9)
	for _, tab := range Explicit {
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
			if got := satisfied(a, b, trees[:tab.Order+2], slack); got != tab.Order {
				t.Errorf("order %d, want %d", got, tab.Order)
			}
			embedded := func(weights []*big.Rat, want int) {
				if weights == nil {
					return
				}
				hat := difference(rationals(exact.b), weights)
				if got := satisfied(a, hat, trees[:want+2], slack); got != want {
					t.Errorf("embedded order %d, want %d", got, want)
				}
			}
			embedded(exact.errorWeights(), tab.EmbeddedOrder)
			embedded(exact.lowErrorWeights(), tab.EmbeddedOrderLow)
		})
	}
}

func TestValidateAcceptsTheReadyMethods(t *testing.T) {
	fsal := map[string]bool{"Fehlberg21": false, "Bosh3": true, "Dopri5": true, "Tsit5": true}
	for _, tab := range Explicit {
		if err := tab.Validate(); err != nil {
			t.Error(err)
		}
		if tab.FSAL() != fsal[tab.Name] {
			t.Errorf("%s: FSAL is %v", tab.Name, tab.FSAL())
		}
	}
}

// TestValidateRefuses breaks a sound tableau in one place at a time.
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
		var typed *TableauError
		if !errors.As(err, &typed) || !errors.Is(err, ErrTableau) || typed.Row != c.row {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCoefficientsOfNoUse: a coefficient that is infinite, NaN or so large that sums with it
// have no digits left is refused, wherever it stands.
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
				if place == "A" { // row sums that agree
					broken.C = slices.Clone(tab.C)
					broken.C[2] = bad
				}
				var typed *TableauError
				if err := broken.Validate(); !errors.As(err, &typed) {
					t.Errorf("%s with %g in %s: %v", tab.Name, bad, place, err)
				}
			}
		}
	}
}
