// Angles modulo a quarter turn.

package elementary

import (
	"math"
	"math/big"
	"sync"
)

// π/2 in three parts, each what rounding leaves of it by those before.
const (
	quarterHigh = math.Pi / 2
	quarterLow  = 0x1.1a62633145c07p-54
	quarterTail = -0x1.f1976b7ed8fbcp-110
)

// mostQuarters is the number of quarter turns up to which three parts of π/2 do.
const mostQuarters = 1 << 22

// withinQuarter returns the quarter turn nearest to an angle, modulo 4, and what the angle has more, as a number from
// −π/4 to π/4 and the rest that its rounding leaves.
func withinQuarter(x float64) (r, rest float64, quarter int) {
	n := math.RoundToEven(float64(x / quarterHigh))
	if math.Abs(n) > mostQuarters {
		return farWithinQuarter(x)
	}
	near := math.FMA(-n, quarterHigh, x)
	r = math.FMA(-n, quarterLow, near)
	rest = math.FMA(-n, quarterTail, math.FMA(-n, quarterLow, near-r))
	return r, rest, int(n)
}

// farBits is the precision by which any float64 can be divided by π/2.
const farBits = 1280

// farWithinQuarter is withinQuarter for angles of any size, in long arithmetic.
func farWithinQuarter(x float64) (r, rest float64, quarter int) {
	angle, turns := new(big.Float).SetPrec(farBits).SetFloat64(x), new(big.Float).SetPrec(farBits)
	turns.Quo(angle, quarterTurn())
	whole, _ := turns.Add(turns, big.NewFloat(math.Copysign(0.5, x))).Int(nil) // Int cuts off, so that this is the nearest
	turns.SetInt(whole)
	angle.Sub(angle, turns.Mul(turns, quarterTurn()))
	r, _ = angle.Float64()
	rest, _ = angle.Sub(angle, big.NewFloat(r)).Float64()
	return r, rest, int(new(big.Int).Mod(whole, big.NewInt(4)).Int64())
}

// quarterTurn is π/2 by Machin's formula, π/4 = 4·atan(1/5) − atan(1/239).
var quarterTurn = sync.OnceValue(func() *big.Float {
	one := new(big.Int).Lsh(big.NewInt(1), farBits+64)
	sum := new(big.Int).Mul(inverseTangent(one, 5), big.NewInt(8))
	sum.Sub(sum, new(big.Int).Mul(inverseTangent(one, 239), big.NewInt(2)))
	return new(big.Float).SetPrec(farBits+64).Quo(new(big.Float).SetInt(sum), new(big.Float).SetInt(one))
})

// inverseTangent is atan(1/k) in units of 1/one, by its series 1/k − 1/3k³ + …
func inverseTangent(one *big.Int, k int64) *big.Int {
	power, sum, square := new(big.Int).Quo(one, big.NewInt(k)), new(big.Int), big.NewInt(-k*k)
	for n := int64(1); power.Sign() != 0; n += 2 {
		sum.Add(sum, new(big.Int).Quo(power, big.NewInt(n)))
		power.Quo(power, square)
	}
	return sum
}
