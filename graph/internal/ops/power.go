// Powers by constants.

package ops

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// Power is x^P, element by element. It is 1 for a P of 0, whatever x is.
type Power struct {
	P float64
	ofOne
}

func (o Power) String() string { return fmt.Sprintf("Power{%g}", o.P) }

// HasDerivative implements Kind.
func (o Power) HasDerivative(int) bool { return o.P != 0 }

// Identity implements Kind.
func (o Power) Identity() (byte, []uint64) { return kindPower, []uint64{bits(o.P)} }

// Size implements Kind.
func (o Power) Size(x []Dims) (Dims, string) { return x[0], "" }

// Compute implements Kind.
func (o Power) Compute(x []Matrix) Matrix {
	whole, half, rest := scalar.PowerParts(math.Abs(o.P))
	return NewMatrix(x[0].Rows, x[0].Cols).Fill(func(r, c int) float64 {
		v, y := x[0].At(r, c), 1.0
		if half {
			y = math.Sqrt(v)
		}
		if rest > 0 {
			y *= elementary.Exp(rest * elementary.Log(v))
		}
		for n := whole; n > 0; n /= 2 {
			if n%2 == 1 {
				y *= v
			}
			v *= v
		}
		if o.P < 0 {
			return 1 / y
		}
		return y
	})
}

// PowerOf is the operation x^p: that of one kernel if there is one.
func PowerOf(p float64) Kind {
	switch p {
	case -1:
		return Unary{Func: scalar.Inverse}
	case 0.5:
		return Unary{Func: scalar.Sqrt}
	case 1:
		return Affine{Scale: 1}
	case 2:
		return Unary{Func: scalar.Square}
	}
	return Power{P: p}
}
