// This file tests the reduction of large arguments against long arithmetic.

package kernel_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

const piBits = 1500 // more than the exponents, the cancelled bits and the bits of a result together: 1023 + 61 + 53

// bigPi is π·2^piBits by Machin's formula.
func bigPi() *big.Int {
	atan := func(inverse int64) *big.Int {
		sum, term, square := new(big.Int), new(big.Int), big.NewInt(inverse*inverse)
		term.Quo(term.Lsh(big.NewInt(1), piBits+32), big.NewInt(inverse))
		for i := int64(0); term.Sign() != 0; i++ {
			part := new(big.Int).Quo(term, big.NewInt(2*i+1))
			if i%2 == 1 {
				part.Neg(part)
			}
			sum.Add(sum, part)
			term.Quo(term, square)
		}
		return sum
	}
	pi := new(big.Int).Mul(big.NewInt(16), atan(5))
	pi.Sub(pi, new(big.Int).Mul(big.NewInt(4), atan(239)))
	return pi.Rsh(pi, 32)
}

func TestTwoOverPi(t *testing.T) {
	digits := new(big.Int).Lsh(big.NewInt(2), 2*piBits)
	digits.Quo(digits, bigPi())
	for i, got := range kernel.TwoOverPi {
		word := new(big.Int).Rsh(digits, uint(piBits-64*i))
		if want := word.Uint64(); got != want {
			t.Errorf("word %d is %#x, want %#x", i, got, want)
		}
	}
}

// TestFarArguments: arguments of any size are reduced as exactly as if π had all its digits. The first of them is the
// number in float64 that comes nearest to a multiple of π/2.
func TestFarArguments(t *testing.T) {
	rng := newRand(31)
	pi := bigPi()
	arguments := []float64{0x1.6ac5b262ca1ffp+849}
	for exponent := 31; exponent < 1023; exponent++ {
		arguments = append(arguments, math.Ldexp(1+rng.Float64(), exponent))
	}
	for _, x := range arguments {
		argument, _ := new(big.Float).SetMantExp(big.NewFloat(x), piBits).Int(nil)
		rest := new(big.Int).Mod(argument, new(big.Int).Lsh(pi, 1))
		quarter := math.Round(scaled(rest) / (math.Pi / 2))
		half := new(big.Int).Mul(pi, big.NewInt(int64(quarter)))
		rest.Sub(rest, half.Rsh(half, 1))
		r := scaled(rest)
		sine, cosine := math.Sin(r), math.Cos(r)
		for range int(quarter) {
			sine, cosine = cosine, -sine
		}
		for _, c := range []struct {
			f       scalar.UnaryFunc
			x, want float64
		}{{scalar.Sin, x, sine}, {scalar.Sin, -x, -sine}, {scalar.Cos, x, cosine}, {scalar.Cos, -x, cosine}} {
			if got := kernel.TrigonometricFar(c.f, c.x); !(math.Abs(got-c.want) <= 4e-16*math.Abs(c.want)) {
				t.Fatalf("%v(%x) is %v, want %v", c.f, c.x, got, c.want)
			}
		}
	}
}

// scaled is x/2^piBits.
func scaled(x *big.Int) float64 {
	y, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(x), -piBits).Float64()
	return y
}
