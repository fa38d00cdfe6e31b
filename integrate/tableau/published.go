// Coefficients as they were published.

package tableau

import (
	"math"
	"math/big"
	"strings"
)

// published holds the coefficients as published: fractions and decimals, separated by blanks. Tests check the order
// conditions with them in exact arithmetic.
type published struct {
	a         []string
	b, bHat   string
	bQuad     string // where quadratures have weights of their own
	bErr      string // instead of bHat, where a paper gives the difference
	bHatLow   string
	c         string
	decimals  bool // irrational coefficients, printed to finitely many digits
	embedded  int
	embedded2 int
}

// newTableau rounds published coefficients to float64. A number that cannot be read becomes NaN, which Validate
// refuses.
func newTableau(name string, order int, exact published) *Tableau {
	t := &Tableau{Name: name, Order: order, EmbeddedOrder: exact.embedded,
		EmbeddedOrderLow: exact.embedded2, exact: &exact}
	for _, row := range exact.a {
		t.A = append(t.A, round(rationals(row)))
	}
	t.B, t.C = round(rationals(exact.b)), round(rationals(exact.c))
	t.BQuadrature = round(rationals(exact.bQuad))
	t.BErr, t.BErrLow = round(exact.errorWeights()), round(exact.lowErrorWeights())
	return t
}

// errorWeights returns b − b̂ before any rounding.
func (c *published) errorWeights() []*big.Rat {
	if c.bErr != "" {
		return rationals(c.bErr)
	}
	return difference(rationals(c.b), rationals(c.bHat))
}

// lowErrorWeights returns the weights of the second estimate.
func (c *published) lowErrorWeights() []*big.Rat {
	return difference(rationals(c.b), rationals(c.bHatLow))
}

// difference returns a − b; nil where b is missing or of another length.
func difference(a, b []*big.Rat) []*big.Rat {
	if len(a) != len(b) {
		return nil
	}
	for i := range a {
		if a[i] == nil || b[i] == nil {
			a[i] = nil
			continue
		}
		a[i].Sub(a[i], b[i])
	}
	return a
}

// rationals reads fractions such as "35/384" and decimals such as "0.161"; an
// entry that is neither is nil.
func rationals(s string) []*big.Rat {
	var out []*big.Rat
	for _, field := range strings.Fields(s) {
		r, ok := new(big.Rat).SetString(field)
		if !ok {
			r = nil
		}
		out = append(out, r)
	}
	return out
}

func round(x []*big.Rat) []float64 {
	if x == nil {
		return nil
	}
	out := make([]float64, len(x))
	for i, r := range x {
		out[i] = math.NaN()
		if r != nil {
			out[i], _ = r.Float64()
		}
	}
	return out
}
