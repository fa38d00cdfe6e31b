package tableau

import (
	"errors"
	"testing"
)

// TestValidateChecksOrders: a ready method that claims one order more than it has, for its
// solution, an embedded one or its interpolant, is told the condition it does not meet; one
// that claims less is right.
func TestValidateChecksOrders(t *testing.T) {
	for _, tab := range append(append([]*Tableau(nil), Explicit...), Implicit...) {
		for name, c := range map[string]struct {
			exists bool
			claim  func(*Tableau, int)
			order  int
		}{
			"solution":                 {true, func(t *Tableau, more int) { t.Order += more }, tab.Order},
			"embedded solution":        {tab.BErr != nil, func(t *Tableau, more int) { t.EmbeddedOrder += more }, tab.EmbeddedOrder},
			"second embedded solution": {tab.BErrLow != nil, func(t *Tableau, more int) { t.EmbeddedOrderLow += more }, tab.EmbeddedOrderLow},
			"interpolant": {tab.Dense != nil, func(t *Tableau, more int) {
				in := *t.Dense
				in.Order += more
				t.Dense = &in
			}, orderOfDense(tab)},
		} {
			if !c.exists {
				continue
			}
			more, fewer := *tab, *tab
			c.claim(&more, 1)
			c.claim(&fewer, -1)
			var typed *OrderError
			err := more.Validate()
			if !errors.As(err, &typed) || !errors.Is(err, ErrTableau) || typed.Claimed != c.order+1 || typed.Order != c.order+1 {
				t.Errorf("%s, %s: %v", tab.Name, name, err)
			}
			if err := fewer.Validate(); err != nil && c.order > 1 {
				t.Errorf("%s, %s of lower order: %v", tab.Name, name, err)
			}
		}
	}
}

func orderOfDense(t *Tableau) int {
	if t.Dense == nil {
		return 0
	}
	return t.Dense.Order
}

// TestOrderErrorNamesTheCondition: RK4 with two weights exchanged is consistent, and of order
// 1: Σ b_i c_i is not ½ but 5/12.
func TestOrderErrorNamesTheCondition(t *testing.T) {
	spoiled := *RK4
	spoiled.B = []float64{1. / 3, 1. / 6, 1. / 3, 1. / 6}
	var typed *OrderError
	if err := spoiled.Validate(); !errors.As(err, &typed) {
		t.Fatal(err)
	}
	want := OrderError{Name: "RK4", Weights: "solution", Claimed: 4, Order: 2, Tree: "[τ]", Got: typed.Got, Want: 0.5}
	if *typed != want || typed.Got < 5./12-1e-15 || typed.Got > 5./12+1e-15 {
		t.Errorf("%+v", *typed)
	}
	// A digit lost is seen too, whichever coefficient it is, and a NaN.
	for i := range Dopri5.B {
		short := *Dopri5
		short.Dense = nil
		short.B = append([]float64(nil), Dopri5.B...)
		short.B[i] += 1e-11
		short.B[0] -= 1e-11
		if err := short.Validate(); i > 0 && !errors.Is(err, ErrTableau) {
			t.Errorf("weight %d: %v", i, err)
		}
	}
	if got := RootedTrees(4)[4][0].String(); got != "[τττ]" {
		t.Error(got)
	}
}
