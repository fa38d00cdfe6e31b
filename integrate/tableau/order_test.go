// Orders that a tableau claims and does not have.

package tableau_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestValidateChecksOrders: Validate refuses a ready method that claims one order more than its solution, an embedded
// solution or its interpolant has, and names the condition that is not met. A claim of a lower order is valid.
func TestValidateChecksOrders(t *testing.T) {
	for _, tab := range tableau.All {
		for name, c := range map[string]struct {
			exists bool
			claim  func(*tableau.Tableau, int)
			order  int
		}{
			"solution":                 {true, func(t *tableau.Tableau, more int) { t.Order += more }, tab.Order},
			"embedded solution":        {tab.BErr != nil, func(t *tableau.Tableau, more int) { t.EmbeddedOrder += more }, tab.EmbeddedOrder},
			"second embedded solution": {tab.BErrLow != nil, func(t *tableau.Tableau, more int) { t.EmbeddedOrderLow += more }, tab.EmbeddedOrderLow},
			"interpolant": {tab.Dense != nil, func(t *tableau.Tableau, more int) {
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
			err := more.Validate()
			if want := fmt.Sprintf("should have order %d, but the condition of order %d", c.order+1, c.order+1); !errors.Is(err, tableau.ErrTableau) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: %v", tab.Name, name, err)
			}
			if err := fewer.Validate(); err != nil && c.order > 1 {
				t.Errorf("%s, %s of lower order: %v", tab.Name, name, err)
			}
		}
	}
}

func orderOfDense(t *tableau.Tableau) int {
	if t.Dense == nil {
		return 0
	}
	return t.Dense.Order
}

// TestOrderErrorNamesTheCondition: RK4 with exchanged weights is consistent and has order 1, since Σ b_i c_i is not ½
// but 5/12.
func TestOrderErrorNamesTheCondition(t *testing.T) {
	spoiled := *tableau.RK4
	spoiled.B = []float64{1. / 3, 1. / 6, 1. / 3, 1. / 6}
	const want = `tableau "RK4": the solution should have order 4, but the condition of order 2 of the tree [τ] gives 0.416666667, not 0.5`
	if err := spoiled.Validate(); !errors.Is(err, tableau.ErrTableau) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
	// An error in the eleventh digit of any weight is found too.
	for i := range tableau.Dopri5.B {
		short := *tableau.Dopri5
		short.Dense = nil
		short.B = append([]float64(nil), tableau.Dopri5.B...)
		short.B[i] += 1e-11
		short.B[0] -= 1e-11
		if err := short.Validate(); i > 0 && !errors.Is(err, tableau.ErrTableau) {
			t.Errorf("weight %d: %v", i, err)
		}
	}
	if got := trees.Rooted(4)[4][0].String(); got != "[τττ]" {
		t.Errorf("a tree of order 4 is %s, want [τττ]", got)
	}
}
